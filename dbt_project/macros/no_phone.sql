{# 独立于 scrub 的复核：去掉分隔符、全角转半角之后，仍能看出电话的行。 #}
{% test no_phone(model, columns) %}
with texts as (
    {% for column in columns %}
    select translate({{ column }}, '０１２３４５６７８９ 　-－—.()（）', '0123456789') as digits from {{ model }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
)

select digits
from texts
where digits rlike '(^|[^0-9])(86|0086)?1[3-9][0-9]{9}([^0-9]|$)' or digits rlike '(^|[^0-9])0[1-9][0-9]{9,10}([^0-9]|$)'
{% endtest %}
