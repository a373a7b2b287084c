"""The tables whose columns do not depend on the catalogue."""

from __future__ import annotations

#: Tables whose columns do not depend on the catalogue: name → columns, and the column that partitions it.
FIXED: dict[str, tuple[str, str | None]] = {
    "ledger.delivery": (
        """delivery_id STRING, department STRING, source STRING, file_name STRING, sha256 STRING, bytes BIGINT,
        received_at TIMESTAMP, period STRING, status STRING, reason STRING, sentence STRING""",
        None,
    ),
    "ledger.balance": (
        """delivery_id STRING, source STRING, received BIGINT, accepted BIGINT, quarantined BIGINT,
        superseded BIGINT, rejected BIGINT""",
        None,
    ),
    "ledger.chain": (
        """seq BIGINT, entry_kind STRING, entry_id STRING, payload_hash STRING, previous_hash STRING, hash STRING""",
        None,
    ),
    "quality.quarantine": (
        """delivery_id STRING, source STRING, line BIGINT, row STRING, rule_ids ARRAY<STRING>, reasons ARRAY<STRING>""",
        "delivery_id",
    ),
    "quality.fault": (
        """fault_id STRING, delivery_id STRING, department STRING, source STRING, file_name STRING, line BIGINT,
        key_token STRING, column_name STRING, element STRING, rule_id STRING, reason STRING, severity STRING,
        attributed_to STRING, verdict STRING, masked_value STRING, first_seen TIMESTAMP, last_seen TIMESTAMP""",
        None,
    ),
    "quality.result": (
        """run_id STRING, delivery_id STRING, department STRING, source STRING, table_name STRING, rule_id STRING,
        rule_version STRING, delta_version BIGINT, checked BIGINT, failed BIGINT, unchecked BIGINT, verdict STRING,
        attributed_to STRING, detail STRING, catalogue_version STRING""",
        "delivery_id",
    ),
    "quality.disagreement": (
        """base STRING, element STRING, key_token STRING, authority STRING, authority_value_token STRING,
        other_source STRING, other_value_token STRING, voices BIGINT, doubtful BOOLEAN""",
        "base",
    ),
    "quality.report": (
        """report_id STRING, department STRING, period STRING, sent_at TIMESTAMP, state STRING, content_hash STRING,
        rows_received BIGINT, rows_to_fix BIGINT, detail STRING, issued_on DATE""",
        None,
    ),
    "meta.rule": (
        """rule_id STRING, rule_version STRING, source STRING, column_name STRING, column_label STRING, element STRING,
        reason STRING, severity STRING, dimension STRING, indicator STRING, sentence STRING, english STRING,
        fix STRING, basis STRING""",
        "source",
    ),
    "ledger.publication": (
        """publication_id STRING, output STRING, number BIGINT, kind STRING, state STRING, demand STRING,
        recipient STRING, declaration STRING, rows BIGINT, delta_version BIGINT, content_hash STRING, at TIMESTAMP,
        reason STRING""",
        None,
    ),
    "meta.responsibility": (
        """rule_id STRING, source STRING, column_name STRING, sentence STRING, department STRING,
        verified_by ARRAY<STRING>, recipients ARRAY<STRING>, deadline_days INT""",
        None,
    ),
    "meta.supply": (
        """department STRING, source STRING, label STRING, column_name STRING, column_label STRING, element STRING,
        level INT, share_type STRING, share_terms STRING, open_type STRING, open_terms STRING, cycle STRING,
        last_arrival TIMESTAMP, accepted_share DOUBLE""",
        None,
    ),
    "meta.demand": (
        """demand STRING, label STRING, department STRING, wanted ARRAY<STRING>, description STRING, purpose STRING,
        frequency STRING, step INT, on_date DATE, status STRING, note STRING""",
        None,
    ),
    "meta.matching": (
        """demand STRING, label STRING, department STRING, status STRING, state STRING, outputs ARRAY<STRING>,
        missing ARRAY<STRING>, reason STRING""",
        None,
    ),
    "meta.catalogue": (
        """code STRING, id STRING, kind STRING, department STRING, label STRING, table_name STRING, cycle STRING,
        share_type STRING, open_type STRING, level INT, row_count BIGINT, last_arrival_at TIMESTAMP, hooked BOOLEAN""",
        None,
    ),
    "meta.system": (
        "id STRING, department STRING, label STRING, status STRING, duty_count INT, dataset_count INT",
        None,
    ),
    "meta.dataset": (
        """id STRING, department STRING, label STRING, system STRING, format STRING, cycle STRING, row_count BIGINT,
        item_count INT, share_type STRING, open_type STRING, source STRING, not_catalogued STRING, catalogued BOOLEAN,
        hooked BOOLEAN""",
        None,
    ),
    "meta.coverage": (
        """department STRING, surveyed_count INT, catalogued_count INT, hooked_count INT, catalogued_share DOUBLE,
        hooked_share DOUBLE""",
        None,
    ),
    "meta.item_source": (
        """item STRING, scope STRING, element STRING, department STRING, authority_uscc STRING, system STRING,
        source STRING, column_name STRING, basis STRING, status STRING, valid_from DATE, valid_to DATE""",
        None,
    ),
    "meta.duplicate_collection": (
        """element STRING, label STRING, department_count INT, declared BOOLEAN, department STRING, source STRING,
        column_name STRING, role STRING, items STRING, forms STRING""",
        None,
    ),
    "meta.graph": ("kind STRING, from_kind STRING, from_id STRING, to_kind STRING, to_id STRING", None),
    "meta.orphan": ("kind STRING, department STRING, id STRING, label STRING, sentence STRING", None),
    "meta.constraint": (
        """table_name STRING, subject STRING, reasons STRING, expression STRING, state STRING, violations BIGINT""",
        "table_name",
    ),
    "meta.division_map": (
        """code STRING, from_date DATE, until_date DATE, to_date DATE, resolved_code STRING, outcome STRING,
        candidates STRING""",
        None,
    ),
    "meta.catalogue_version": (
        """version STRING, recorded_at TIMESTAMP, application STRING, first_delivery STRING, file_count BIGINT""",
        None,
    ),
    "meta.catalogue_file": ("file STRING, text STRING, version STRING", "version"),
}
