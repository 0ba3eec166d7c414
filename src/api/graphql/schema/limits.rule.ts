import { GraphQLError, type ASTVisitor, type ValidationContext } from 'graphql';

/** Limits of one document (reliability §1, row 17); depth has its own rule, tokens are limited by the server. */
export const LIMITS = { aliases: 15, directives: 10, rootFields: 20 } as const;

/** Refuses documents that repeat themselves by aliases or directives to make the server work. */
export function limitsRule(context: ValidationContext): ASTVisitor {
  let aliases = 0;
  let directives = 0;
  return {
    Field(node) {
      if (node.alias === undefined || ++aliases !== LIMITS.aliases + 1) return;
      context.reportError(tooMany('aliases', LIMITS.aliases));
    },
    Directive() {
      if (++directives === LIMITS.directives + 1) context.reportError(tooMany('directives', LIMITS.directives));
    },
    OperationDefinition(node) {
      if (node.selectionSet.selections.length > LIMITS.rootFields)
        context.reportError(tooMany('root fields', LIMITS.rootFields));
    },
  };
}

function tooMany(what: string, limit: number): GraphQLError {
  return new GraphQLError(`The document uses more than ${String(limit)} ${what}`, {
    extensions: { code: 'QUERY_TOO_LARGE' },
  });
}
