{{ config(unique_key=['division', 'department_uscc', 'department_name', 'category', 'call_month']) }}

with tickets as (
    select
        division,
        department_uscc,
        department_name,
        category,
        satisfaction,
        date_format(from_utc_timestamp(called_at, 'Asia/Shanghai'), 'yyyy-MM') as call_month,
        (unix_timestamp(closed_at) - unix_timestamp(called_at)) div 3600 as closing_hours
    from {{ ref('hotline__ticket') }}
),

ranked as (
    select
        *,
        row_number() over (
            partition by division, department_uscc, department_name, category, call_month
            order by closing_hours asc nulls last
        ) as closing_rank,
        count(closing_hours) over (
            partition by division, department_uscc, department_name, category, call_month
        ) as closed
    from tickets
),

division_names as (
    select
        code,
        max_by(name, valid_from) as division_name
    from {{ source('base', 'division') }}
    group by code
)

select
    ranked.division,
    max(division_names.division_name) as division_name,
    ranked.department_uscc,
    ranked.department_name,
    ranked.category,
    ranked.call_month,
    count(*) as ticket_count,
    count(ranked.closing_hours) as closed_count,
    max(case when ranked.closing_rank = (ranked.closed + 1) div 2 then ranked.closing_hours end) as median_hours,
    count_if(ranked.satisfaction <> '9') as rated_count,
    count_if(ranked.satisfaction in ('1', '2', '3')) as satisfied_count,
    count_if(ranked.satisfaction in ('4', '5')) as dissatisfied_count
from ranked
left join division_names
    on ranked.division = division_names.code
group by ranked.division, ranked.department_uscc, ranked.department_name, ranked.category, ranked.call_month
