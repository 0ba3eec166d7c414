-- Partitions, storage settings and the search index: what schema.prisma cannot say.

-- Partitions live in their own schema, which Prisma does not look at: they never count as drift.
CREATE SCHEMA IF NOT EXISTS parts;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Makes the partitions of `parent` that cover [from_at, to_at], each one `step` ('week' or 'month', UTC) long.
-- Returns how many it made. Safe to call from several processes; makes no DEFAULT partition, because that would
-- forbid DETACH CONCURRENTLY.
CREATE FUNCTION ensure_partitions(parent text, step text, from_at timestamptz, to_at timestamptz) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  lower_at timestamptz := date_trunc(step, from_at, 'UTC');
  upper_at timestamptz;
  part text;
  made integer := 0;
BEGIN
  WHILE lower_at <= to_at LOOP
    upper_at := ((lower_at AT TIME ZONE 'UTC') + ('1 ' || step)::interval) AT TIME ZONE 'UTC';
    part := format('%s_%s', parent, to_char(lower_at AT TIME ZONE 'UTC', 'YYYYMMDD'));
    IF to_regclass(format('parts.%I', part)) IS NULL THEN
      PERFORM pg_advisory_xact_lock(hashtext('partitions of ' || parent));
      IF to_regclass(format('parts.%I', part)) IS NULL THEN
        EXECUTE format('CREATE TABLE parts.%I (LIKE public.%I INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING STORAGE)', part, parent);
        EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION parts.%I FOR VALUES FROM (%L) TO (%L)', parent, part, lower_at, upper_at);
        made := made + 1;
      END IF;
    END IF;
    lower_at := upper_at;
  END LOOP;
  RETURN made;
END $$;

-- The partitions of `parent` and the half-open time range each one holds, oldest first.
CREATE FUNCTION list_partitions(parent text) RETURNS TABLE (part text, lower_at timestamptz, upper_at timestamptz)
LANGUAGE sql STABLE AS $$
  SELECT child.relname::text,
         (regexp_match(bound, 'FROM \(''([^'']+)''\)'))[1]::timestamptz,
         (regexp_match(bound, 'TO \(''([^'']+)''\)'))[1]::timestamptz
  FROM pg_inherits
  JOIN pg_class child ON child.oid = inhrelid
  CROSS JOIN LATERAL pg_get_expr(child.relpartbound, child.oid) AS bound
  WHERE inhparent = format('public.%I', parent)::regclass AND NOT inhdetachpending
  ORDER BY 2
$$;

-- Member blobs are compressed already.
ALTER TABLE snapshot_members ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE analysis ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE export_chunk ALTER COLUMN body SET STORAGE EXTERNAL;
-- Rows that are updated in place, and queues that are emptied as fast as they fill.
ALTER TABLE resource SET (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.05);
ALTER TABLE cluster SET (fillfactor = 70);
ALTER TABLE score_current SET (fillfactor = 70);
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);
ALTER TABLE delivery SET (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

CREATE INDEX finding_search ON finding USING gin ((subject || ' ' || title || ' ' || coalesce(namespace, '')) gin_trgm_ops);

-- Lists and queues that look at a small part of a large table.
CREATE INDEX cluster_due ON cluster(next_due_at) WHERE (deleted_at IS NULL);
CREATE INDEX run_open ON run(state, next_at) WHERE (state = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text]));
CREATE INDEX analysis_shared_body ON analysis(body_from) WHERE (body_from IS NOT NULL);
CREATE INDEX finding_open_sort ON finding(severity DESC, first_seen_at DESC, id DESC) WHERE (status = 0);
CREATE INDEX finding_cluster_open ON finding(cluster_id, severity DESC, first_seen_at DESC, id DESC) WHERE (status = 0);
CREATE INDEX finding_episode_live ON finding_episode(cluster_id) WHERE (closed_at IS NULL);
CREATE INDEX outbox_pending ON outbox(id) WHERE (relayed_at IS NULL);
CREATE INDEX delivery_due ON delivery(next_at) WHERE (state = 'PENDING');
CREATE INDEX delivery_order ON delivery(subscription_id, key) WHERE (state = 'PENDING');
CREATE INDEX export_open ON export(state) WHERE (state = ANY (ARRAY['QUEUED'::text, 'RUNNING'::text]));
