{{ config(unique_key='uscc') }}

with as_of as (
    -- 证照有效与否，以最近一次发布的证照数据的收到日期为准
    select cast(from_utc_timestamp(max(received_at), 'Asia/Shanghai') as date) as data_date
    from {{ source('ledger', 'delivery') }}
    where source = 'administrative_approval/licences' and status = 'published'
),

judged as (
    select
        licence.holder_id,
        licence.type_name,
        licence.state = '01'
        and coalesce(licence.valid_from <= as_of.data_date, true)
        and coalesce(licence.valid_to >= as_of.data_date, true) as is_valid,
        licence.state = '05' or (licence.state = '01' and licence.valid_to < as_of.data_date) as is_expired
    from {{ source('base', 'licence') }} as licence
    cross join as_of
    where licence.holder_kind = '001'
),

licences as (
    select
        holder_id,
        count(*) as licence_count,
        count_if(is_valid) as valid_count,
        count_if(is_expired) as expired_count,
        nullif(array_join(array_sort(collect_set(case when is_valid then type_name end)), '、'), '') as valid_names
    from judged
    group by holder_id
),

addresses as (
    select
        translate(text, ' 　', '') as place,
        min(address_id) as address_id
    from {{ source('base', 'address') }}
    where text is not null
    group by translate(text, ' 　', '')
),

parcels as (
    select
        right_holder,
        count(*) as parcel_count
    from {{ source('base', 'parcel') }}
    group by right_holder
)

select
    entity.uscc,
    entity.name,
    -- 代码首位 9 即由市场监管部门登记（GB 32100-2015）
    'market_regulation' as registrar_department,
    entity.division as registrar_division,
    entity.registered_on,
    entity.legal_representative,
    entity.capital_amount,
    entity.capital_currency,
    entity.business_scope,
    entity.address,
    addresses.address_id,
    as_of.data_date as as_of,
    coalesce(licences.licence_count, 0) as licence_count,
    coalesce(licences.valid_count, 0) as valid_licence_count,
    coalesce(licences.expired_count, 0) as expired_licence_count,
    licences.valid_names as valid_licence_names,
    coalesce(parcels.parcel_count, 0) as parcel_count
from {{ source('base', 'legal_entity') }} as entity
cross join as_of
left join licences on entity.uscc = licences.holder_id
left join addresses on translate(entity.address, ' 　', '') = addresses.place
left join parcels on entity.name = parcels.right_holder
where entity.uscc like '9%'
