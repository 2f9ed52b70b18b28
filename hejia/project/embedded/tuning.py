"""Settings of the embedded PostgreSQL, from the size of the machine. Pure."""

MB = 1024 * 1024


def settings(memory: int, cores: int) -> dict[str, str]:
    """Settings for a machine of so many bytes and cores that client and web share.

    A quarter of the memory for shared buffers, 1 GB at most: beyond it a district's working set
    (1.3 million cases: about 3 GB with indexes) is served by the system's page cache as well.
    """
    shared = min(max(memory // 4, 128 * MB), 1024 * MB) // MB
    return {
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{max(memory // 2 // MB, shared)}MB",
        "work_mem": "16MB",
        "maintenance_work_mem": f"{min(max(memory // 16 // MB, 64), 512)}MB",
        "max_connections": "100",
        "max_worker_processes": "8",
        "max_parallel_workers": str(max(cores, 2)),
        "max_parallel_workers_per_gather": "1" if cores <= 2 else "2",
        "wal_compression": "on",
        "max_wal_size": "2GB",
        "min_wal_size": "128MB",
        "checkpoint_timeout": "15min",
        "checkpoint_completion_target": "0.9",
        "synchronous_commit": "on",
        "random_page_cost": "1.1",
        "effective_io_concurrency": "64",
        "jit": "off",
        # Few large tables that only grow: statistics and the visibility map must keep up.
        "autovacuum_vacuum_scale_factor": "0.05",
        "autovacuum_analyze_scale_factor": "0.02",
        "autovacuum_vacuum_insert_scale_factor": "0.05",
        "autovacuum_naptime": "20s",
        "default_statistics_target": "200",
        "timezone": "Asia/Shanghai",
        "log_timezone": "Asia/Shanghai",
        "lc_messages": "C",
        "log_min_duration_statement": "1000",
        "log_checkpoints": "off",
        "log_line_prefix": "%m [%p] %u ",
        "idle_in_transaction_session_timeout": "10min",
        "password_encryption": "scram-sha-256",
    }


def for_tests() -> dict[str, str]:
    """Settings of a cluster that is thrown away: nothing need survive a power cut."""
    return {
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "shared_buffers": "64MB",
        "work_mem": "8MB",
        "max_wal_size": "1GB",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_connections": "60",
        "autovacuum": "off",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "Asia/Shanghai",
        "lc_messages": "C",
    }
