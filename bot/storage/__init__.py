"""State that outlives a process: the only package that imports SQLAlchemy and Alembic."""
