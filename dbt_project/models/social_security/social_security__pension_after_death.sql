{{ config(unique_key=['resident_id', 'pay_month']) }}

with certificates as (
    select
        resident_id,
        min(died_on) as certified_died_on
    from {{ source('standard', 'death_certificates') }}
    group by resident_id
)

select
    person.resident_id,
    person.name,
    person.household_division,
    person.died_on,
    certificates.certified_died_on,
    -- 卫健也认定死亡月份早于发放月份，才算核验一致
    coalesce(payments.pay_month > date_format(certificates.certified_died_on, 'yyyy-MM'), false) as verified_by_health,
    payments.pay_month,
    payments.amount,
    payments.paid_on
from {{ source('standard', 'pension_payments') }} as payments
inner join {{ source('base', 'person') }} as person
    on payments.resident_id = person.resident_id
left join certificates
    on payments.resident_id = certificates.resident_id
where payments.pay_month > date_format(person.died_on, 'yyyy-MM')
