-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "cluster" (
    "id" SERIAL NOT NULL,
    "uid" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "labels" JSONB NOT NULL DEFAULT '{}',
    "server_url" TEXT,
    "tls_server_name" TEXT,
    "ca_pem" TEXT,
    "kube_system_uid" TEXT,
    "ca_hash" TEXT,
    "kube_version" TEXT,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "preflight" JSONB,
    "override_reason" TEXT,
    "cni" TEXT,
    "interval_seconds" INTEGER NOT NULL DEFAULT 3600,
    "next_due_at" TIMESTAMPTZ(3),
    "last_error" JSONB,
    "head_seq" INTEGER NOT NULL DEFAULT 0,
    "head_digest" BYTEA,
    "head_observed_at" TIMESTAMPTZ(3),
    "assessed_seq" INTEGER NOT NULL DEFAULT 0,
    "epoch" BIGINT NOT NULL DEFAULT 0,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "credential" (
    "id" UUID NOT NULL,
    "cluster_id" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "kid" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run" (
    "id" UUID NOT NULL,
    "cluster_id" INTEGER NOT NULL,
    "trigger" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'QUEUED',
    "requested_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "epoch" BIGINT,
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "progress" JSONB,
    "error" JSONB,
    "seq" INTEGER,
    "upload" BYTEA,

    CONSTRAINT "run_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "snapshot" (
    "cluster_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "uid" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "observed_at" TIMESTAMPTZ(3) NOT NULL,
    "committed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "kube_version" TEXT,
    "origin" TEXT NOT NULL,
    "cni" TEXT,
    "identity" JSONB NOT NULL,
    "objects" INTEGER NOT NULL,
    "pods" INTEGER NOT NULL,
    "digest" BYTEA NOT NULL,
    "added" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,
    "removed" INTEGER NOT NULL,
    "coverage" JSONB NOT NULL,
    "settled" BOOLEAN NOT NULL DEFAULT true,
    "skew_ms" INTEGER NOT NULL DEFAULT 0,
    "keyframe_seq" INTEGER NOT NULL,
    "keyframe_at" TIMESTAMPTZ(3) NOT NULL,
    "diagnostics" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "snapshot_pkey" PRIMARY KEY ("cluster_id","seq")
);

-- CreateTable
CREATE TABLE "resource" (
    "cluster_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "from_seq" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "body" JSON NOT NULL,

    CONSTRAINT "resource_pkey" PRIMARY KEY ("cluster_id","kind","namespace","name")
);

-- CreateTable
CREATE TABLE "resource_history" (
    "cluster_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "namespace" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "from_seq" INTEGER NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "to_seq" INTEGER NOT NULL,
    "to_at" TIMESTAMPTZ(3) NOT NULL,
    "body" JSON NOT NULL,

    CONSTRAINT "resource_history_pkey" PRIMARY KEY ("cluster_id","to_seq","kind","namespace","name","to_at")
) PARTITION BY RANGE ("to_at");

-- CreateTable
CREATE TABLE "snapshot_members" (
    "cluster_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "observed_at" TIMESTAMPTZ(3) NOT NULL,
    "keyframe" BOOLEAN NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "snapshot_members_pkey" PRIMARY KEY ("cluster_id","seq","observed_at")
) PARTITION BY RANGE ("observed_at");

-- CreateTable
CREATE TABLE "tenant" (
    "id" SERIAL NOT NULL,
    "uid" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "tier" SMALLINT,
    "contacts" JSONB NOT NULL DEFAULT '[]',
    "data_class" TEXT,
    "declared_ports" JSONB NOT NULL DEFAULT '[]',
    "contracts" JSONB NOT NULL DEFAULT '[]',
    "origin" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tenant_rule" (
    "id" UUID NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "cluster_id" INTEGER,
    "namespace_glob" TEXT,
    "namespace_label" TEXT,
    "pod_selector" JSONB,
    "valid_from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "valid_to" TIMESTAMPTZ(3),

    CONSTRAINT "tenant_rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "analysis" (
    "id" UUID NOT NULL,
    "cluster_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "engine_version" TEXT NOT NULL,
    "observed_at" TIMESTAMPTZ(3) NOT NULL,
    "computed_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "summary" JSONB NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "body_from" UUID,
    "body" BYTEA,

    CONSTRAINT "analysis_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "crossing" (
    "cluster_id" INTEGER NOT NULL,
    "from_party" TEXT NOT NULL,
    "to_party" TEXT NOT NULL,
    "verdict" TEXT NOT NULL,
    "must" TEXT NOT NULL,
    "may" TEXT NOT NULL,
    "pairs_must" INTEGER NOT NULL,
    "pairs_may" INTEGER NOT NULL,
    "within_contract" BOOLEAN NOT NULL,
    "because" JSONB NOT NULL,
    "witness" JSONB,
    "since_seq" INTEGER NOT NULL,
    "since_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "crossing_pkey" PRIMARY KEY ("cluster_id","from_party","to_party")
);

-- CreateTable
CREATE TABLE "score_point" (
    "cluster_id" INTEGER NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "lower" REAL NOT NULL,
    "upper" REAL NOT NULL,
    "grade" CHAR(1) NOT NULL,
    "coverage" REAL NOT NULL,
    "confidence" CHAR(1) NOT NULL,
    "model" TEXT NOT NULL,
    "findings_open" INTEGER NOT NULL,
    "findings_crit" INTEGER NOT NULL,

    CONSTRAINT "score_point_pkey" PRIMARY KEY ("cluster_id","tenant_id","at")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "score_current" (
    "cluster_id" INTEGER NOT NULL,
    "tenant_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "seq" INTEGER NOT NULL DEFAULT 0,
    "tier" SMALLINT,
    "lower" REAL NOT NULL,
    "upper" REAL NOT NULL,
    "grade" CHAR(1) NOT NULL,
    "coverage" REAL NOT NULL,
    "confidence" CHAR(1) NOT NULL,
    "model" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "findings_open" INTEGER NOT NULL,
    "findings_crit" INTEGER NOT NULL,

    CONSTRAINT "score_current_pkey" PRIMARY KEY ("cluster_id","tenant_id")
);

-- CreateTable
CREATE TABLE "finding" (
    "id" UUID NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "cluster_id" INTEGER NOT NULL DEFAULT 0,
    "cluster_ids" INTEGER[],
    "tenant_ids" INTEGER[],
    "control" TEXT NOT NULL,
    "severity" SMALLINT NOT NULL,
    "status" SMALLINT NOT NULL,
    "namespace" TEXT,
    "subject" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "because" TEXT NOT NULL,
    "fix" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "digest" BYTEA NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "first_seq" INTEGER NOT NULL,
    "last_changed_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_seen_at" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "reopen_count" SMALLINT NOT NULL DEFAULT 0,
    "accepted_until" TIMESTAMPTZ(3),
    "held_since" INTEGER,
    "version" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "finding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "finding_episode" (
    "finding_id" UUID NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),
    "opened_seq" INTEGER NOT NULL,
    "closed_seq" INTEGER,
    "cluster_id" INTEGER NOT NULL,
    "severity" SMALLINT NOT NULL,
    "tenant_ids" INTEGER[],

    CONSTRAINT "finding_episode_pkey" PRIMARY KEY ("finding_id","opened_at")
);

-- CreateTable
CREATE TABLE "finding_event" (
    "finding_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cluster_id" INTEGER NOT NULL,
    "snapshot_seq" INTEGER NOT NULL,
    "cause" JSONB NOT NULL,

    CONSTRAINT "finding_event_pkey" PRIMARY KEY ("finding_id","seq")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "event_id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "tenant_ids" INTEGER[],
    "cluster_id" INTEGER NOT NULL,
    "severity" SMALLINT,
    "payload" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "relayed_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "subscription" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "kid" TEXT NOT NULL,
    "wrapped_key" BYTEA NOT NULL,
    "ciphertext" BYTEA NOT NULL,
    "events" TEXT[],
    "filter" JSONB NOT NULL DEFAULT '{}',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "disabled_reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "subscription_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "id" UUID NOT NULL,
    "subscription_id" UUID NOT NULL,
    "event_id" UUID NOT NULL,
    "topic" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'PENDING',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "next_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "delivered_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "delivery_attempt" (
    "delivery_id" UUID NOT NULL,
    "number" SMALLINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "status" SMALLINT,
    "duration_ms" INTEGER NOT NULL,
    "error" TEXT,

    CONSTRAINT "delivery_attempt_pkey" PRIMARY KEY ("delivery_id","number")
);

-- CreateTable
CREATE TABLE "export_schedule" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "format" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "filter" JSONB NOT NULL DEFAULT '{}',
    "cron" TEXT NOT NULL,
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "active" BOOLEAN NOT NULL DEFAULT true,
    "next_due_at" TIMESTAMPTZ(3),
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "export_schedule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "export" (
    "id" UUID NOT NULL,
    "schedule_id" UUID,
    "period" TIMESTAMPTZ(3),
    "format" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "filter" JSONB NOT NULL DEFAULT '{}',
    "scope" JSONB,
    "state" TEXT NOT NULL DEFAULT 'QUEUED',
    "rows" INTEGER,
    "bytes" INTEGER,
    "sha256" TEXT,
    "error" JSONB,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "export_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "export_chunk" (
    "export_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "body" BYTEA NOT NULL,

    CONSTRAINT "export_chunk_pkey" PRIMARY KEY ("export_id","index")
);

-- CreateTable
CREATE TABLE "api_key" (
    "id" UUID NOT NULL,
    "key_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "role" TEXT NOT NULL,
    "tenant_ids" INTEGER[],
    "all_tenants" BOOLEAN NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),

    CONSTRAINT "api_key_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "audit_event" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "principal" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "facts" JSONB NOT NULL DEFAULT '{}',

    CONSTRAINT "audit_event_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "cluster_uid_key" ON "cluster"("uid");

-- CreateIndex
CREATE UNIQUE INDEX "cluster_name_key" ON "cluster"("name");

-- CreateIndex
CREATE UNIQUE INDEX "credential_cluster_id_key" ON "credential"("cluster_id");

-- CreateIndex
CREATE INDEX "run_cluster_id_requested_at_idx" ON "run"("cluster_id", "requested_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "snapshot_uid_key" ON "snapshot"("uid");

-- CreateIndex
CREATE UNIQUE INDEX "snapshot_run_id_key" ON "snapshot"("run_id");

-- CreateIndex
CREATE INDEX "snapshot_cluster_id_observed_at_idx" ON "snapshot"("cluster_id", "observed_at" DESC);

-- CreateIndex
CREATE INDEX "resource_cluster_id_from_seq_idx" ON "resource"("cluster_id", "from_seq");

-- CreateIndex
CREATE INDEX "resource_history_cluster_id_from_seq_idx" ON "resource_history"("cluster_id", "from_seq");

-- CreateIndex
CREATE INDEX "resource_history_cluster_id_kind_namespace_name_to_seq_idx" ON "resource_history"("cluster_id", "kind", "namespace", "name", "to_seq" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "tenant_uid_key" ON "tenant"("uid");

-- CreateIndex
CREATE UNIQUE INDEX "tenant_slug_key" ON "tenant"("slug");

-- CreateIndex
CREATE INDEX "tenant_rule_tenant_id_idx" ON "tenant_rule"("tenant_id");

-- CreateIndex
CREATE UNIQUE INDEX "analysis_cluster_id_seq_engine_version_key" ON "analysis"("cluster_id", "seq", "engine_version");

-- CreateIndex
CREATE INDEX "crossing_to_party_from_party_idx" ON "crossing"("to_party", "from_party");

-- CreateIndex
CREATE INDEX "crossing_from_party_idx" ON "crossing"("from_party");

-- CreateIndex
CREATE INDEX "score_point_tenant_id_at_idx" ON "score_point"("tenant_id", "at" DESC);

-- CreateIndex
CREATE INDEX "score_current_tenant_id_idx" ON "score_current"("tenant_id");

-- CreateIndex
CREATE INDEX "finding_tenant_ids_idx" ON "finding" USING GIN ("tenant_ids");

-- CreateIndex
CREATE UNIQUE INDEX "finding_cluster_id_fingerprint_key" ON "finding"("cluster_id", "fingerprint");

-- CreateIndex
CREATE INDEX "finding_episode_opened_at_closed_at_idx" ON "finding_episode"("opened_at", "closed_at");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox"("event_id");

-- CreateIndex
CREATE UNIQUE INDEX "subscription_name_key" ON "subscription"("name");

-- CreateIndex
CREATE UNIQUE INDEX "delivery_subscription_id_event_id_key" ON "delivery"("subscription_id", "event_id");

-- CreateIndex
CREATE UNIQUE INDEX "export_schedule_name_key" ON "export_schedule"("name");

-- CreateIndex
CREATE UNIQUE INDEX "export_schedule_id_period_key" ON "export"("schedule_id", "period");

-- CreateIndex
CREATE UNIQUE INDEX "api_key_key_id_key" ON "api_key"("key_id");

-- CreateIndex
CREATE INDEX "audit_event_at_idx" ON "audit_event"("at" DESC);

-- AddForeignKey
ALTER TABLE "credential" ADD CONSTRAINT "credential_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run" ADD CONSTRAINT "run_cluster_id_fkey" FOREIGN KEY ("cluster_id") REFERENCES "cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tenant_rule" ADD CONSTRAINT "tenant_rule_tenant_id_fkey" FOREIGN KEY ("tenant_id") REFERENCES "tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery" ADD CONSTRAINT "delivery_subscription_id_fkey" FOREIGN KEY ("subscription_id") REFERENCES "subscription"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "delivery_attempt" ADD CONSTRAINT "delivery_attempt_delivery_id_fkey" FOREIGN KEY ("delivery_id") REFERENCES "delivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "export" ADD CONSTRAINT "export_schedule_id_fkey" FOREIGN KEY ("schedule_id") REFERENCES "export_schedule"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "export_chunk" ADD CONSTRAINT "export_chunk_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "export"("id") ON DELETE CASCADE ON UPDATE CASCADE;


