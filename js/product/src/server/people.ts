import { server } from "./settings.ts";

/** Someone who can sign in: host/reference/src/people.rs. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** Their tenant; an operator has none. */
  readonly tenant?: string;
  readonly shows: string;
}

/** Returns who can sign in. */
export const readPeople = async (): Promise<readonly Person[]> => (await fetch(`${server}/people`)).json();
