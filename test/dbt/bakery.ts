import type { Files } from '../rig/project.ts'

/** A dbt project of a bakery: three seeds, five models, twenty tests, a macro, a docs block. */
export const bakery: Files = {
  'dbt_project.yml': `
name: bakery
version: '1.0'
profile: bakery
models:
  bakery:
    +materialized: table
    staging:
      +materialized: view
`,
  'profiles.yml': `
bakery:
  target: dev
  outputs:
    dev: { type: duckdb, path: bakery.duckdb, threads: 1 }
`,
  'seeds/raw_guests.csv': `id,first_name,last_name
1,Mina,O'Hara
2,Jon,Ek
3,Lea,"Sand, Jr."
4,Tor,
`,
  'seeds/raw_sales.csv': `id,guest_id,sold_on,state
1,1,2025-03-01,delivered
2,2,2025-03-01,returned
3,1,2025-03-02,delivered
4,3,2025-03-04,ordered
`,
  'seeds/raw_payments.csv': `id,sale_id,method,cents
1,1,card,1050
2,1,voucher,200
3,2,cash,450
4,3,card,999
5,4,transfer,2500
`,
  'macros/money.sql': `{% macro crowns(column, digits=2) -%}
  round({{ column }} / 100.0, {{ digits }})
{%- endmacro %}
`,
  'models/docs.md': `{% docs state %}
Where the sale stands: ordered, delivered or returned.
{% enddocs %}
`,
  'models/staging/stg_guests.sql': `select id as guest_id, first_name, last_name from {{ ref('raw_guests') }}
`,
  'models/staging/stg_sales.sql': `with source as (
  select * from {{ ref('raw_sales') }}
)
select id as sale_id, guest_id, sold_on, state from source
`,
  'models/staging/stg_payments.sql': `select id as payment_id, sale_id, method, {{ crowns('cents') }} as amount
from {{ ref('raw_payments') }} -- from "bakery"."main"."raw_sales" it is not
`,
  'models/staging/staging.yml': `
models:
  - name: stg_guests
    columns:
      - name: guest_id
        data_tests: [unique, not_null]
  - name: stg_sales
    columns:
      - name: sale_id
        data_tests: [unique, not_null]
      - name: state
        data_tests:
          - accepted_values: { arguments: { values: [ordered, delivered, returned] } }
  - name: stg_payments
    columns:
      - name: payment_id
        data_tests: [unique, not_null]
      - name: method
        data_tests:
          - accepted_values: { arguments: { values: [card, cash, voucher, transfer] } }
`,
  'models/sales.sql': `{% set methods = ['card', 'cash', 'voucher', 'transfer'] %}
with paid as (
  select
    sale_id,
    {% for method in methods -%}
    sum(case when method = '{{ method }}' then amount else 0 end) as {{ method }}_amount,
    {% endfor -%}
    sum(amount) as amount
  from {{ ref('stg_payments') }}
  group by sale_id
)
select stg_sales.sale_id, stg_sales.guest_id, stg_sales.sold_on, stg_sales.state,
  {% for method in methods %}paid.{{ method }}_amount, {% endfor %}paid.amount
from {{ ref('stg_sales') }}
left join paid using (sale_id)
`,
  'models/guests.sql': `select guests.guest_id, guests.first_name, guests.last_name,
  min(sales.sold_on) as first_sale, count(sales.sale_id) as number_of_sales, sum(sales.amount) as spent
from {{ ref('stg_guests') }} as guests
left join {{ ref('sales') }} as sales on sales.guest_id = guests.guest_id
group by all
`,
  'models/marts.yml': `
models:
  - name: guests
    description: Everybody who has ever bought a bun
    config: { tags: [crm], meta: { owner: ada@example.com } }
    columns:
      - name: guest_id
        data_tests: [unique, not_null]
  - name: sales
    columns:
      - name: sale_id
        data_tests: [unique, not_null]
      - name: guest_id
        data_tests:
          - not_null
          - relationships: { arguments: { to: ref('guests'), field: guest_id } }
      - name: state
        description: '{{ doc("state") }}'
        data_tests:
          - accepted_values: { arguments: { values: [ordered, delivered, returned] } }
      - { name: amount, data_tests: [not_null] }
      - { name: card_amount, data_tests: [not_null] }
      - { name: cash_amount, data_tests: [not_null] }
      - { name: voucher_amount, data_tests: [not_null] }
      - { name: transfer_amount, data_tests: [not_null] }
`,
}
