import { describe, expect, it } from 'vitest';
import { projectObject } from '#src/engine/model/allow-list.js';
import { flattenConfigMap } from './flatten-config-map.js';

const SECRET = 'canary-6f1c';

function read(name: string, data: Record<string, string>, namespace = 'kube-system'): unknown {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
  return projectObject(flattenConfigMap(object))?.['data'];
}

describe('switches inside configuration texts', () => {
  it.each<[string, string, Record<string, string>, Record<string, string>]>([
    [
      'the mesh configuration of Istio',
      'istio',
      {
        mesh: `rootNamespace: istio-config\ntrustDomain: td1\ntrustDomainAliases: [old, older]\noutboundTrafficPolicy:\n  mode: REGISTRY_ONLY\ndefaultConfig:\n  meshId: m1\n  tracing: {zipkin: {address: ${SECRET}}}`,
      },
      {
        rootNamespace: 'istio-config',
        trustDomain: 'td1',
        trustDomainAliases: 'old,older',
        outboundTrafficPolicy: 'REGISTRY_ONLY',
        meshId: 'm1',
      },
    ],
    ['a revision of Istio', 'istio-1-24', { mesh: 'trustDomain: td2' }, { trustDomain: 'td2' }],
    [
      'the injector of Istio',
      'istio-sidecar-injector',
      {
        config: 'policy: enabled\nneverInjectSelector:\n- matchLabels: {job: "yes"}\ntemplates: {sidecar: "x"}',
        values: '{"sidecarInjectorWebhook": {"enableNamespacesByDefault": true}}',
      },
      {
        policy: 'enabled',
        enableNamespacesByDefault: 'true',
        neverInjectSelector: '[{"matchLabels":{"job":"yes"}}]',
      },
    ],
    [
      'the values of Linkerd',
      'linkerd-config',
      {
        values: `proxy: {defaultInboundPolicy: deny, outboundTransportMode: transparent}\nclusterNetworks: "10.0.0.0/8,fd00::/8"\nidentityTrustDomain: cluster.local\nproxyInit: {ignoreInboundPorts: "4567,4568", skipSubnets: ""}\nidentity: {issuer: {tls: {keyPEM: ${SECRET}}}}`,
      },
      {
        defaultInboundPolicy: 'deny',
        outboundTransportMode: 'transparent',
        clusterNetworks: '10.0.0.0/8,fd00::/8',
        identityTrustDomain: 'cluster.local',
        ignoreInboundPorts: '4567,4568',
        skipSubnets: '',
      },
    ],
    [
      'a Helm release of Consul',
      'consul-consul-server-config',
      {
        'server.json': `{"datacenter": "dc1", "encrypt": "${SECRET}", "acl": {"enabled": false}}`,
        'zz-acl.json': '{"acl": {"enabled": true, "default_policy": "deny"}}',
      },
      { datacenter: 'dc1', aclEnabled: 'true', aclDefaultPolicy: 'deny' },
    ],
    [
      'OVN-Kubernetes',
      'ovnkube-config',
      { 'ovnkube.conf': `[ovnkubernetesfeature]\nenable-admin-network-policy=true\nenable-egress-firewall=false\n` },
      { 'enable-admin-network-policy': 'true', 'enable-egress-firewall': 'false' },
    ],
    [
      'Antrea',
      'antrea-config-4bhk7',
      { 'antrea-agent.conf': 'featureGates:\n  AntreaPolicy: false\ntrafficEncapMode: networkPolicyOnly' },
      { AntreaPolicy: 'false', trafficEncapMode: 'networkPolicyOnly' },
    ],
    [
      'kubeadm',
      'kubeadm-config',
      { ClusterConfiguration: 'networking: {podSubnet: 10.244.0.0/16, serviceSubnet: 10.96.0.0/12}' },
      { podSubnet: '10.244.0.0/16', serviceSubnet: '10.96.0.0/12' },
    ],
    [
      'kube-proxy',
      'kube-proxy',
      { 'config.conf': 'mode: ipvs\nnodePortAddresses: [10.0.0.0/8]', 'kubeconfig.conf': SECRET },
      { mode: 'ipvs', nodePortAddresses: '10.0.0.0/8' },
    ],
    ['a text that is no YAML', 'istio', { mesh: '{{{' }, {}],
  ])('takes them out of %s', (_case, name, data, expected) => {
    const found = read(name, data);
    expect(found).toEqual(expected);
    expect(JSON.stringify(found)).not.toContain(SECRET);
  });

  it('keeps of a trusted root only whether it is the same one', () => {
    const pem = `-----BEGIN CERTIFICATE-----\n${SECRET}\n-----END CERTIFICATE-----\n`;
    const here = read('istio-ca-root-cert', { 'root-cert.pem': pem });
    const there = read('istio-ca-root-cert', { 'root-cert.pem': pem.replaceAll('\n', '\r\n') });
    expect(here).toEqual(there);
    expect(JSON.stringify(here)).not.toContain(SECRET);
    expect(read('istio-ca-root-cert', { 'root-cert.pem': 'another' })).not.toEqual(here);
  });

  it('keeps nothing of a ConfigMap it does not know', () => {
    expect(read('app-settings', { mesh: 'trustDomain: x', password: SECRET })).toBeUndefined();
  });
});
