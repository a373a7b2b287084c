{{ config(unique_key=['division', 'pay_month']) }}

with division_names as (
    select
        code,
        max_by(name, valid_from) as division_name
    from {{ source('base', 'division') }}
    group by code
),

payments as (
    select
        person.household_division as division,
        payment.pay_month,
        payment.resident_id,
        payment.amount
    from {{ source('standard', 'pension_payments') }} as payment
    left join {{ source('base', 'person') }} as person
        on payment.resident_id = person.resident_id
)

select
    payments.division,
    max(division_names.division_name) as division_name,
    payments.pay_month,
    count(distinct payments.resident_id) as person_count,
    cast(coalesce(sum(payments.amount), 0) as decimal(20, 2)) as total_amount
from payments
left join division_names
    on payments.division = division_names.code
group by payments.division, payments.pay_month
