"""Engine, mail sink and Airflow on one machine, as child processes of their own."""
