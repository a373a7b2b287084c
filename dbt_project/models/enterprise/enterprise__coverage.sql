{{ config(unique_key=['department', 'category']) }}

{% set categories = [
    ('market_regulation', '企业名称和成立日期', 'name is not null and registered_on is not null'),
    ('market_regulation', '法定代表人', 'legal_representative is not null'),
    ('market_regulation', '注册资本', 'capital_amount is not null'),
    ('market_regulation', '经营范围', 'business_scope is not null'),
    ('market_regulation', '注册地址', 'address is not null'),
    ('civil_affairs', '注册地址与标准地址一致', 'address_id is not null'),
    ('administrative_approval', '电子证照', 'licence_count > 0'),
    ('administrative_approval', '有效电子证照', 'valid_licence_count > 0'),
    ('natural_resources', '宗地', 'parcel_count > 0'),
] %}

with counts as (
    {% for department, category, covered in categories %}
        select
            '{{ department }}' as department,
            '{{ category }}' as category,
            count_if({{ covered }}) as covered_count,
            count(*) as total_count
        from {{ ref('enterprise__profile') }}
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

shares as (
    select
        *,
        covered_count * 10000 div nullif(total_count, 0) as ten_thousandths
    from counts
)

select
    department,
    category,
    covered_count,
    total_count,
    -- 向下取整到万分位：只有全部覆盖才显示 1.0000
    cast(cast(ten_thousandths as decimal(9, 0)) / 10000 as decimal(5, 4)) as covered_share
from shares
