{{ config(unique_key=['resident_id', 'pay_month']) }}

with certificates as (
    select
        resident_id,
        min(died_on) as certified_died_on
    from {{ source('standard', 'death_certificates') }}
    group by resident_id
)

select
    payments.resident_id,
    person.name,
    person.household_division,
    person.household_status,
    person.died_on,
    certificates.certified_died_on,
    payments.pay_month,
    payments.amount,
    payments.paid_on
from {{ source('standard', 'pension_payments') }} as payments
inner join certificates
    on payments.resident_id = certificates.resident_id
left join {{ source('base', 'person') }} as person
    on payments.resident_id = person.resident_id
where
    payments.pay_month > date_format(certificates.certified_died_on, 'yyyy-MM')
    -- 公安已认定发放在死亡之后的，归 social_security__pension_after_death
    and coalesce(payments.pay_month <= date_format(person.died_on, 'yyyy-MM'), true)
