{# 去除文本中的电话和证件号码。The expression is that of spark_jobs/masks.py, handed over by spark_jobs/themes.py; it allows
   few blanks between two digits, so runs of blanks become one. #}
{% macro scrub(text) -%}
  {%- set blanks = "[ \t\r\n\u00a0\u3000]{2,}" -%}
  {{ var('scrub') | replace('{x}', "regexp_replace(" ~ text ~ ", '" ~ blanks ~ "', ' ')") }}
{%- endmacro %}
