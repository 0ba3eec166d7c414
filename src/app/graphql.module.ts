import { Module, type DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { MercuriusDriver, type MercuriusDriverConfig } from '@nestjs/mercurius';
import { NoSchemaIntrospectionCustomRule } from 'graphql';
import { errorFormatter } from '#src/api/graphql/error-formatter.js';
import { RESOLVERS } from '#src/api/graphql/index.js';
import { depthRule } from '#src/api/graphql/schema/depth.rule.js';
import { limitsRule } from '#src/api/graphql/schema/limits.rule.js';
import type { Config } from '#src/config/config.js';
import { ServicesModule } from './services.module.js';

/** Deepest selection and longest document that are executed (reliability §1, row 17). */
const MAX_DEPTH = 10;
const MAX_TOKENS = 2000;

/** GraphQL at `/graphql`; introspection only where the configuration allows GraphiQL. */
@Module({})
export class GraphqlModule {
  static with(config: Config): DynamicModule {
    const driver = GraphQLModule.forRoot<MercuriusDriverConfig>({
      driver: MercuriusDriver,
      autoSchemaFile: true,
      sortSchema: true,
      fieldResolverEnhancers: ['guards'],
      // Mercurius would load it from the internet; ours is in ./graphiql.
      graphiql: false,
      graphql: { parseOptions: { maxLexicalTokens: MAX_TOKENS } },
      validationRules: [
        limitsRule,
        depthRule(MAX_DEPTH),
        ...(config.graphiql ? [] : [NoSchemaIntrospectionCustomRule]),
      ],
      allowBatchedQueries: false,
      errorFormatter,
    });
    return { module: GraphqlModule, imports: [driver, ServicesModule], providers: [...RESOLVERS] };
  }
}
