"""Files of cases and tracking events: read, looked through line by line, and loaded when somebody says so."""
