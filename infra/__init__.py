"""What Yiyuan runs on: the stack of one machine, its mail sink, its Airflow."""
