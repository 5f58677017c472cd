/** Which addresses are the open internet's, and which are somebody's inside. */
import { BlockList, isIP } from 'node:net';

/** What IANA keeps for special purposes, and what is reached from inside of a cloud alone. */
const inside4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/3',
  // Looks public; on Azure it is the host below the machine.
  '168.63.129.16/32',
];

/** Of IPv6 only this part is given out; all that carries an IPv4 address inside lies elsewhere, or is named below. */
const given6 = ['2000::/3'];
/** Teredo and its neighbours, samples, 6to4. */
const inside6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

const list = (subnets: string[], kind: 'ipv4' | 'ipv6'): BlockList => {
  const made = new BlockList();
  for (const subnet of subnets) {
    const [net = '', bits] = subnet.split('/');
    made.addSubnet(net, Number(bits), kind);
  }
  return made;
};

const closed4 = list(inside4, 'ipv4');
const open6 = list(given6, 'ipv6');
const closed6 = list(inside6, 'ipv6');

/** False too for what is no address, and for one that names an interface of this machine. */
export function isPublic(address: string): boolean {
  if (address.includes('%')) return false;
  switch (isIP(address)) {
    case 4:
      return !closed4.check(address, 'ipv4');
    case 6:
      return open6.check(address, 'ipv6') && !closed6.check(address, 'ipv6');
    default:
      return false;
  }
}
