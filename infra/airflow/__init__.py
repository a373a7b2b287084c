"""Airflow on one machine: its settings, its database, its REST API."""
