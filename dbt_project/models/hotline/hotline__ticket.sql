{{ config(unique_key='ticket_no') }}

with tickets as (
    select
        *,
        -- 来电人姓名少于两个字时不替换，以免误删正文
        case
            when length(trim(caller)) >= 2 then replace(content, trim(caller), '[来电人]')
            else content
        end as nameless_content
    from {{ source('standard', 'tickets') }}
)

select
    ticket_no,
    called_at,
    division,
    {{ scrub('category') }} as category,
    {{ scrub('department_name') }} as department_name,
    department_uscc,
    closed_at,
    satisfaction,
    {{ scrub('nameless_content') }} as content
from tickets
