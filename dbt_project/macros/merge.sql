{# A theme table becomes exactly what its query says: only changed rows are written, and rows that no longer hold go.
   Nothing changed means nothing written. Overrides the merge of dbt-spark, which updates every matched row. #}
{% macro spark__get_merge_sql(target, source, unique_key, dest_columns, incremental_predicates) %}
  {%- set keys = [unique_key] if unique_key is string else unique_key -%}
  {%- set values = model.columns.keys() | reject('in', keys) | list -%}
  merge into {{ target }} as old
  using {{ source }} as new
  on {% for key in keys %}old.{{ key }} <=> new.{{ key }}{{ ' and ' if not loop.last }}{% endfor %}
  when matched and not (
    {% for value in values %}old.{{ value }} <=> new.{{ value }}{{ ' and ' if not loop.last }}{% endfor %}
  ) then update set {% for value in values %}{{ value }} = new.{{ value }}{{ ', ' if not loop.last }}{% endfor %}
  when not matched then insert ({{ model.columns.keys() | join(', ') }})
    values ({% for column in model.columns %}new.{{ column }}{{ ', ' if not loop.last }}{% endfor %})
  when not matched by source then delete
{% endmacro %}
