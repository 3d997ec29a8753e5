"""The memory: tables, migrations, and one module of plain functions per aggregate."""
