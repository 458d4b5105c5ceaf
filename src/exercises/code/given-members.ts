/** The members that types have, for completion: what can follow a dot, and what can stand between braces. */
export interface GivenMember {
  readonly name: string;
  /** As declared, without the name: `(handler: (hub: HubEvent) => void): void`. */
  readonly signature: string;
}

/** A member is alone in its line: `readonly rows: number;`, `onHub(handler: ...): void;`. */
const MEMBER = /^\s+(?:readonly\s+)?([A-Za-z_$][\w$]*)\??\s*(?::\s*)?(.*);$/;

export function givenMembers(types: string): readonly GivenMember[] {
  const members = new Map<string, GivenMember>();
  for (const line of types.split('\n')) {
    const [, name, signature] = MEMBER.exec(line) ?? [];
    if (name !== undefined && signature !== undefined && !members.has(name))
      members.set(name, { name, signature });
  }
  return [...members.values()];
}
