import { Field, ObjectType } from '@nestjs/graphql';
import { Problem } from '#src/lib/problem.js';

type TypeRef = abstract new (...args: never[]) => object;

@ObjectType({ description: 'Why a mutation did nothing, for the person who asked.' })
export class UserError {
  @Field(() => String, { description: 'Stable problem code, e.g. `INPUT.INVALID`.' })
  code: string;

  @Field(() => String, { nullable: true, description: 'Input field it is about.' })
  field: string | null;

  @Field(() => String)
  message: string;
}

/** Statuses a caller can do something about by sending another input; the rest are GraphQL errors. */
const USER_STATUSES = new Set([400, 409, 413, 422, 502]);

/** One reason, as data. */
type Refusal = { readonly [key in keyof UserError]: UserError[key] };

/** What a mutation answers: its result, or why there is none. */
export type Payload<K extends string, T> = { readonly [key in K]: T | null } & {
  readonly userErrors: readonly Refusal[];
};

/** The payload type of a mutation with one result field. */
export function payloadType(name: string, field: string, of: () => TypeRef | typeof String): TypeRef {
  const type = { [name]: class {} }[name] as TypeRef;
  Field(of as () => typeof String, { nullable: true })(type.prototype as object, field);
  Field(() => [UserError], { description: 'Empty when it was done.' })(type.prototype as object, 'userErrors');
  ObjectType(name, { description: `What ${name.replace(/Payload$/, '')} answers.` })(type);
  return type;
}

/** Runs a mutation and turns problems with its input into `userErrors`. */
export async function payload<K extends string, T>(field: K, work: () => Promise<T>): Promise<Payload<K, T>> {
  try {
    return { [field]: await work(), userErrors: [] } as unknown as Payload<K, T>;
  } catch (error) {
    if (!(error instanceof Problem) || !USER_STATUSES.has(error.status)) throw error;
    return { [field]: null, userErrors: userErrorsOf(error) } as unknown as Payload<K, T>;
  }
}

function userErrorsOf({ code, message, facts }: Problem): Refusal[] {
  const { fields = [] } = facts;
  if (fields.length === 0) return [{ code, field: null, message }];
  return fields.map((wrong) => ({ code, field: wrong.field, message: wrong.message }));
}
