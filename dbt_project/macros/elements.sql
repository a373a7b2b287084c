{# 数据元复核：每个带数据元的列都不得有该数据元的错误。The SQL of each column is that of the conform pass, handed over by
   spark_jobs/proofs/theme_elements.py; a failure names columns, reasons and how many rows, never a value.
   HAVING over an aggregate: Sail 0.7.2 fails where it can push a condition with a lambda down to the table. #}
{% test elements(model) %}
with judged as (
    select concat_ws(' ', {{ (var('element_errors').get(model | string, {}).values() | list or ['null']) | join(',\n        ') }}) as errors
    from {{ model }}
)

select
    errors,
    count(*) as row_count
from judged
group by errors
having max(errors) <> ''
{% endtest %}
