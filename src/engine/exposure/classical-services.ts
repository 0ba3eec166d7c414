/** A service that trusts whoever can connect: shells, file shares, databases, brokers, runtimes (semantics 08 §8). */
export interface ClassicalService {
  readonly service: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly ports: readonly number[];
  /** Judged by SEG-EX-006: a port that is never meant for strangers. Others only tell what a pod is. */
  readonly guarded: boolean;
}

/** `name ports…; …`, guarded ports marked with `!`. A port implies the role unless an image or label says otherwise. */
const TCP =
  'NFS !2049 !111 20048; SMB !445 !139; iSCSI 3260; FTP 21; rsync 873; SSH !22; Telnet 23; RDP 3389; VNC 5900; WinRM 5985 5986; LDAP 389 636; Kerberos 88; DNS 53; SMTP 25 465 587; PostgreSQL !5432; PgBouncer 6432; MySQL !3306 33060; SQL Server !1433; Oracle !1521; Db2 !50000; MongoDB !27017 27018 27019; Redis !6379 26379; Memcached !11211; Cassandra !9042 7000; CouchDB !5984; Couchbase 8091; Elasticsearch !9200 !9300; ClickHouse 8123 9000; Neo4j 7474 7687; InfluxDB 8086; CockroachDB 26257; TiDB 4000; ZooKeeper 2181; Kafka !9092 9093 9094; RabbitMQ 5672 25672 4369 !15672; NATS 4222 8222; MQTT 1883 8883; ActiveMQ 61616 8161; etcd !2379 !2380; Hadoop 8020 9870 8088; Spark 7077; Ceph 6789 3300; Gluster 24007; Docker !2375 !2376; registry !5000; Consul !8500; JMX 1099 9010; JDWP 5005; Node inspector 9229; Delve 2345 40000; X11 6000';
const UDP = 'SNMP 161; syslog 514; IPMI 623; Kerberos 88; DNS 53; NFS 111 2049';

/** Every classical service on record. */
export const CLASSICAL_SERVICES: readonly ClassicalService[] = [...rows('TCP', TCP), ...rows('UDP', UDP)];

function rows(protocol: 'TCP' | 'UDP', list: string): ClassicalService[] {
  return list.split('; ').flatMap((text) => {
    const [service = '', ports = ''] = /^(.*?) (!?\d.*)$/.exec(text)?.slice(1) ?? [];
    const all = ports.split(' ');
    const numbers = (guarded: boolean): number[] =>
      all.filter((port) => port.startsWith('!') === guarded).map((port) => Number(port.replace('!', '')));
    return [true, false].flatMap((guarded) =>
      numbers(guarded).length === 0 ? [] : [{ service, protocol, ports: numbers(guarded), guarded }],
    );
  });
}
