/** How the embedded PostgreSQL is set: durable, modest, and reachable through its socket alone. */
export function settingsFor(socketFolder: string, changes: Record<string, string>): string[] {
  const settings: Record<string, string> = {
    // No port: none can be taken, and nobody else on the machine gets in.
    listen_addresses: '',
    unix_socket_directories: `"${socketFolder.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    port: '5432',
    fsync: 'on',
    synchronous_commit: 'on',
    max_connections: '60',
    shared_buffers: '32MB',
    max_wal_size: '256MB',
    autovacuum: 'on',
    jit: 'off',
    // Nothing replicates from it, and short queries gain nothing from more processes: each would cost memory.
    wal_level: 'minimal',
    max_wal_senders: '0',
    max_logical_replication_workers: '0',
    max_parallel_workers: '0',
    io_method: 'sync',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // The log grows with trouble only, and holds no statements: they may carry what people wrote.
    log_checkpoints: 'off',
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
    ...changes,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
