"""Where values come from: columns followed through SQL, dbt models and base libraries."""
