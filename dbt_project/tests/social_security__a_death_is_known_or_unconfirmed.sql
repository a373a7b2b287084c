select
    known.resident_id,
    known.pay_month
from {{ ref('social_security__pension_after_death') }} as known
inner join {{ ref('social_security__death_unconfirmed') }} as unconfirmed
    on
        known.resident_id = unconfirmed.resident_id
        and known.pay_month = unconfirmed.pay_month
