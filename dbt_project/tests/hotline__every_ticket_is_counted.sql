with detailed as (
    select count(*) as ticket_count
    from {{ ref('hotline__ticket') }}
),

summed as (
    select coalesce(sum(ticket_count), 0) as ticket_count
    from {{ ref('hotline__tickets_by_division') }}
)

select
    detailed.ticket_count as in_detail,
    summed.ticket_count as in_summary
from detailed
cross join summed
where detailed.ticket_count <> summed.ticket_count
