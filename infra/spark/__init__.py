"""Apache Spark on this machine, for the Spark lane; a cluster needs nothing from here."""
