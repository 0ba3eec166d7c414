import { ArgsType, Field, Float, ID, InputType, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { FieldOptions } from '@nestjs/graphql';
import type { z } from 'zod';
import { Problem } from '#src/lib/problem.js';
import { PageArgs } from './connection.js';
import { NodeType } from './node.type.js';
import { DateTimeScalar, JsonScalar } from './scalars.js';

/** A class or scalar that NestJS accepts as the type of a field. */
type FieldType = abstract new (...args: never[]) => object;
type FieldTypeRef = FieldType | object;

interface Described {
  readonly type: FieldTypeRef | FieldTypeRef[];
  readonly nullable: boolean;
}

type Direction = 'output' | 'input';

const made = new Map<string, FieldType>();
const enums = new Map<string, object>();

/**
 * The GraphQL object type of a view. Views are described once, in services, as zod schemas; REST documents them as JSON
 * Schema and GraphQL as types, so the two doors cannot drift apart.
 * @param options `node`: the type implements `Node`; its `id` is global. `omit`: fields a resolver replaces.
 */
export function objectType(
  schema: z.ZodObject,
  options: { readonly node?: boolean; readonly omit?: readonly string[] } = {},
): FieldType {
  return define(schema, nameOf(schema), 'output', (name, type) => {
    for (const [key, field] of Object.entries<z.ZodType>(schema.shape)) {
      if (options.omit?.includes(key) === true) continue;
      if (options.node === true && key === 'id') continue;
      declare(type, key, field, 'output');
    }
    ObjectType(name, {
      description: descriptionOf(schema),
      ...(options.node === true ? { implements: () => [NodeType] } : {}),
    })(type);
  });
}

/** The GraphQL input type of an input schema. */
export function inputType(schema: z.ZodObject): FieldType {
  const name = nameOf(schema);
  return define(schema, name.endsWith('Input') ? name : `${name}Input`, 'input', (typeName, type) => {
    for (const [key, field] of Object.entries<z.ZodType>(schema.shape)) declare(type, key, field, 'input');
    InputType(typeName, { description: descriptionOf(schema) })(type);
  });
}

/** The arguments of a list: its page, and its filter as one input. */
export function listArgsType(
  name: string,
  filter: z.ZodObject,
  extra: Readonly<Record<string, z.ZodType>> = {},
): FieldType {
  const type = { [name]: class extends PageArgs {} }[name] as FieldType;
  const filterType = inputType(filter);
  Field(() => filterType, { nullable: true })(type.prototype as object, 'filter');
  for (const [key, schema] of Object.entries(extra)) declare(type, key, schema, 'input');
  ArgsType()(type);
  return type;
}

/** The GraphQL enum of a set of names: `tenant-viewer` is written `TENANT_VIEWER`. */
export function enumType(schema: z.ZodEnum): object {
  const name = nameOf(schema);
  const known = enums.get(name);
  if (known !== undefined) return known;
  const values = Object.fromEntries(
    schema.options.map((value) => [
      String(value)
        .toUpperCase()
        .replaceAll(/[^A-Z0-9]+/g, '_'),
      value,
    ]),
  );
  registerEnumType(values, { name, description: descriptionOf(schema) });
  enums.set(name, values);
  return values;
}

function define(
  schema: z.ZodObject,
  name: string,
  direction: Direction,
  fill: (name: string, type: FieldType) => void,
): FieldType {
  const known = made.get(name);
  if (known !== undefined) return known;
  const type = { [name]: class {} }[name] as FieldType;
  made.set(name, type);
  if (Object.keys(schema.shape).length === 0) throw new Problem('INTERNAL', `${direction} type ${name} has no field`);
  fill(name, type);
  return type;
}

function declare(type: FieldType, key: string, schema: z.core.$ZodType, direction: Direction): void {
  const { type: fieldType, nullable } = describe(key, schema, direction);
  const description = descriptionOf(schema);
  const options: FieldOptions = { nullable, ...(description === '' ? {} : { description }) };
  Field(() => fieldType as FieldType, options)(type.prototype as object, key);
}

function describe(key: string, schema: z.core.$ZodType, direction: Direction): Described {
  const { def } = schema as z.ZodType;
  switch (def.type) {
    case 'nullable':
    case 'optional':
    case 'default':
      return {
        ...describe(key, (def as unknown as { innerType: z.ZodType }).innerType, direction),
        nullable: def.type !== 'default' || direction === 'input',
      };
    case 'pipe':
      return describe(key, (def as unknown as { in: z.ZodType }).in, direction);
    case 'array': {
      const item = describe(key, (def as unknown as { element: z.ZodType }).element, direction);
      return { type: [item.type] as FieldTypeRef[], nullable: false };
    }
    case 'object':
      return {
        type: direction === 'output' ? objectType(schema as z.ZodObject) : inputType(schema as z.ZodObject),
        nullable: false,
      };
    case 'enum':
      return { type: enumType(schema as z.ZodEnum), nullable: false };
    case 'string':
      return { type: stringType(key, schema as z.ZodString), nullable: false };
    case 'number':
      return { type: isInteger(schema as z.ZodNumber) ? Int : Float, nullable: false };
    case 'boolean':
      return { type: Boolean, nullable: false };
    default:
      return { type: JsonScalar, nullable: def.type === 'unknown' };
  }
}

function stringType(key: string, schema: z.ZodString): FieldTypeRef {
  if (schema.format === 'datetime') return DateTimeScalar;
  return key === 'id' || key.endsWith('Id') ? ID : String;
}

function isInteger(schema: z.ZodNumber): boolean {
  return schema.format === 'safeint' || schema.format === 'int32';
}

/** A schema that only gained a description still has the name of the one it came from. */
function nameOf(schema: z.core.$ZodType): string {
  const id = (schema as z.ZodType).meta()?.id;
  if (id === undefined && schema._zod.parent !== undefined) return nameOf(schema._zod.parent);
  if (id === undefined) throw new Problem('INTERNAL', 'a schema shown by GraphQL needs .meta({ id })');
  return id;
}

function descriptionOf(schema: z.core.$ZodType): string {
  return (schema as z.ZodType).description ?? '';
}
