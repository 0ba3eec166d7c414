/** A product whose web interface or API controls something, so it must never face the public. */
export interface ManagementInterface {
  readonly product: string;
  /** Matched against image repositories, name labels and the workload's name. */
  readonly pattern: RegExp;
  /** Ports of that interface on the pod; others of the product may be harmless. */
  readonly ports: readonly number[];
  readonly risk: string;
}

/** Fingerprints after semantics 08 §7; names and ports are conventions, so a match says what it rests on. */
export const MANAGEMENT_INTERFACES: readonly ManagementInterface[] = [
  entry(
    'Kubernetes dashboard',
    /kubernetes-dashboard|kubernetesui\/dashboard|headlamp|octant|skooner|k8s-lens/,
    [8443, 9090, 443, 4466, 8000],
    'administers the cluster',
  ),
  entry(
    'Argo CD or Argo Workflows',
    /argocd-server|argo-cd|argo-server|argocli|argo-rollouts|weave-gitops/,
    [8080, 8083, 2746, 9001],
    'deploys to the cluster',
  ),
  entry(
    'cluster manager',
    /rancher\/rancher|portainer|ks-console|cockpit|openshift-console/,
    [80, 443, 8000, 9000, 9443],
    'administers clusters',
  ),
  entry(
    'CI/CD server',
    /jenkins|gitlab|gitea|gogs|teamcity|tekton-dashboard|concourse|drone\//,
    [80, 443, 3000, 8080, 8111, 9097, 50000],
    'runs code with deployment secrets',
  ),
  entry(
    'artifact registry',
    /nexus3|artifactory|goharbor|registry:2/,
    [80, 443, 5000, 8080, 8081, 8082],
    'serves and accepts images',
  ),
  entry('Grafana', /grafana\/grafana|(?:^|\/)grafana(?:$|[:@-])/, [3000], 'shows data and can call inside'),
  entry(
    'monitoring server',
    /prom\/prometheus|prometheus\/prometheus|alertmanager|thanos|victoria-metrics|victoriametrics/,
    [9090, 9093, 10902, 8428],
    'shows the inside of every service',
  ),
  entry(
    'log search',
    /kibana|opensearch-dashboards|graylog|grafana\/loki|grafana\/tempo/,
    [5601, 9000, 3100],
    'shows logs',
  ),
  entry(
    'topology viewer',
    /kiali|jaeger|zipkin|hubble-ui|hubble-relay|linkerd-viz|weave-scope|weaveworks\/scope/,
    [20001, 16686, 9411, 8081, 4245, 8084, 4040],
    'shows the network, some execute commands',
  ),
  entry(
    'mesh or proxy admin',
    /istio\/pilot|istiod|hashicorp\/consul|hashicorp\/nomad/,
    [15014, 15010, 15012, 15000, 9901, 8500, 8501, 8300, 8301, 8302, 8600, 4646],
    'dumps and changes configuration',
  ),
  entry(
    'secret or identity server',
    /hashicorp\/vault|keycloak|dexidp|teleport/,
    [8200, 8201, 8080, 8443, 5556, 3023, 3024, 3025, 3026, 3080],
    'guards secrets and identities',
  ),
  entry(
    'notebook or workflow engine',
    /kubeflow|jupyter|mlflow|rayproject|airflow|superset|zeppelin|nifi|flink|spark/,
    [80, 8080, 8888, 5000, 8265, 8088, 4040, 8081, 8793],
    'runs code',
  ),
  entry(
    'model server',
    /ollama|vllm|text-generation-inference|triton/,
    [11434, 8000, 8001, 8080],
    'runs models for anyone',
  ),
  entry('storage console', /minio|longhorn-ui|rook\/ceph|velero/, [9000, 9001, 8000, 7000, 8443], 'reaches all data'),
  entry(
    'database or broker console',
    /phpmyadmin|pgadmin|adminer|mongo-express|redis-commander|rabbitmq.*management|kafka-ui|kafdrop|mher\/flower/,
    [80, 8080, 8081, 5050, 5555, 15672, 9000],
    'reads and changes data',
  ),
  entry(
    'container runtime',
    /tiller|docker:.*dind|cadvisor/,
    [44134, 2375, 2376, 4194],
    'starts containers on the node',
  ),
  entry('cluster state', /(?:^|\/)etcd(?:$|[:@-])/, [2379], 'is the whole cluster'),
  entry(
    'broker administration',
    /kafka-connect|cp-kafka-connect|schema-registry/,
    [8083, 8081],
    'runs connectors and changes schemas',
  ),
  entry(
    'proxy administration',
    /(?:^|\/)traefik(?:$|[:@-])|ingress-nginx\/controller|nginx-ingress|(?:^|\/)kong(?:$|[:@-])|haproxy-ingress|haproxytech/,
    [8080, 9000, 10254, 8001, 8002, 8444, 1024],
    'shows and changes routes',
  ),
];

function entry(product: string, pattern: RegExp, ports: readonly number[], risk: string): ManagementInterface {
  return { product, pattern, ports, risk };
}
