{# A theme table becomes exactly what its query says: only changed rows are written, and rows that no longer hold go.
   Nothing changed means nothing written. Overrides the merge of dbt-spark, which updates every matched row.
   The source is written down first: Sail 0.7.2 loses or repeats rows when a MERGE reads a query with joins. #}
{% macro spark__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) %}
  {%- set keys = [unique_key] if unique_key is string else unique_key -%}
  {%- set values = model.columns.keys() | reject('in', keys) | list -%}
  {%- set staged = 'work.' ~ model.name -%}
  {%- if execute -%}
    {%- do run_query('create schema if not exists work') -%}
    {%- do run_query(
      "create or replace table " ~ staged ~ " using delta location '" ~ env_var('YIYUAN_LAKE') ~ "/work/" ~ model.name
      ~ "' as select * from " ~ source
    ) -%}
  {%- endif -%}
  merge into {{ target }} as old
  using {{ staged }} as new
  on {% for key in keys %}old.{{ key }} <=> new.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
  when matched and not (
    {% for value in values %}old.{{ value }} <=> new.{{ value }}{{ ' and ' if not loop.last }}{% endfor %}
  ) then update set {% for value in values %}{{ value }} = new.{{ value }}{{ ', ' if not loop.last }}{% endfor %}
  when not matched then insert ({{ model.columns.keys() | join(', ') }})
    values ({% for column in model.columns %}new.{{ column }}{{ ', ' if not loop.last }}{% endfor %})
  when not matched by source then delete
{% endmacro %}
