// What runs in the browser at /playground: GraphiQL with the examples of a first day.
import { useEditorContext } from '@graphiql/react';
import { GraphiQL } from 'graphiql';
import { getOperationAST, GraphQLError, OperationTypeNode, type ExecutionResult } from 'graphql';
import { createClient, type RequestParams } from 'graphql-sse';
import { useEffect, useRef, type ComponentProps } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { accessTokenIn, idsFor, idsIn } from './carry-over';

/** The texts of libs/client/examples, in the order in which they are to be run; put here by the build. */
declare const EXAMPLES: readonly string[];

const plugins = [{ title: 'Examples', icon: ExamplesIcon, content: Examples }];

/** The newest answer's, by name. */
const ids: Record<string, string> = {};

/** Of whoever has signed in, here or in the back office of the same address. */
let accessToken: string | undefined;

const ask: ComponentProps<typeof GraphiQL>['fetcher'] = async (operation, options) => {
  const { query, operationName, variables } = operation;
  const ast = options?.documentAST && getOperationAST(options.documentAST, operationName);
  if (ast?.operation === OperationTypeNode.SUBSCRIPTION)
    return follow({ query, operationName: operationName ?? undefined, variables });
  try {
    let answer = await post(operation, options?.headers);
    const isRefused = answer.errors?.some(({ extensions }) => extensions?.['code'] === 'UNAUTHENTICATED');
    if (isRefused && (await goOnSignedIn())) answer = await post(operation, options?.headers);
    if (operation.operationName !== 'IntrospectionQuery') Object.assign(ids, idsIn(answer.data));
    accessToken = accessTokenIn(answer.data) ?? accessToken;
    return answer;
  } catch {
    // GraphiQL would show the stack.
    return { errors: [new GraphQLError('The gateway does not answer. Is it running?')] };
  }
};

/** Until it is stopped, or broken off. */
async function* follow(operation: RequestParams) {
  if (accessToken === undefined) await goOnSignedIn();
  const stream = createClient({
    url: '/graphql/stream',
    headers: { authorization: `Bearer ${accessToken}` },
    retryAttempts: 0,
  });
  try {
    yield* stream.iterate<Record<string, unknown>, Record<string, unknown>>(operation);
  } catch {
    yield { errors: [new GraphQLError('The stream has broken off. Run it again.')] };
  }
}

async function post(operation: object, headers?: Record<string, unknown>): Promise<ExecutionResult> {
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'apollo-require-preflight': 'true',
      ...(accessToken !== undefined && { authorization: `Bearer ${accessToken}` }),
      ...headers,
    },
    body: JSON.stringify(operation),
  });
  return response.json();
}

/** With the browser's cookie. */
async function goOnSignedIn(): Promise<boolean> {
  const { data } = await post({ query: 'mutation { refreshSession { accessToken } }' });
  accessToken = accessTokenIn(data);
  return accessToken !== undefined;
}

/** The examples as they were, should their tabs have been closed or changed. */
function Examples() {
  const { tabs, activeTabIndex, addTab, changeTab, queryEditor } = useEditorContext({ nonNull: true });

  function open(example: string) {
    const index = tabs.findIndex(({ query }) => query === example);
    if (index >= 0) return changeTab(index);
    flushSync(addTab);
    queryEditor?.setValue(example);
  }

  return (
    <section aria-label="Examples" className="examples">
      <h2>A first day</h2>
      <p>Run them one after another: from a new product to its sale in the ERP’s books.</p>
      {EXAMPLES.map((example) => (
        <button
          key={example}
          type="button"
          aria-current={tabs[activeTabIndex]?.query === example}
          onClick={() => open(example)}
        >
          {/^# (.+)/.exec(example)?.[1]}
        </button>
      ))}
    </section>
  );
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 16 16" fill="none" stroke="currentColor" strokeWidth="1.5">
      <path d="M2 3h1M6 3h8M2 8h1M6 8h8M2 13h1M6 13h8" />
    </svg>
  );
}

/** Puts ids of earlier answers into the variables on screen that ask for them, each once: what is typed over it stays. */
function CarryOver() {
  const { tabs, activeTabIndex, variableEditor } = useEditorContext({ nonNull: true });
  const done = useRef(new Map<string, string>());
  const tab = tabs[activeTabIndex];

  useEffect(() => {
    if (!tab?.query || !variableEditor) return;
    const found = idsFor(tab.query, ids);
    const text = JSON.stringify(found);
    if (text === '{}' || done.current.get(tab.id) === text) return;
    done.current.set(tab.id, text);
    try {
      const variables: object = JSON.parse(variableEditor.getValue() || '{}');
      variableEditor.setValue(JSON.stringify({ ...variables, ...found }, null, 2));
    } catch {
      // Half typed: theirs to finish.
    }
  }, [tab, variableEditor]);
  return null;
}

/** The comments of the examples are to be read in a narrow editor too; GraphiQL has no setting for it. */
function LineWrapping() {
  const { queryEditor } = useEditorContext({ nonNull: true });
  useEffect(() => queryEditor?.setOption('lineWrapping', true), [queryEditor]);
  return null;
}

const container = document.getElementById('playground');
if (container) {
  createRoot(container).render(
    <GraphiQL
      fetcher={ask}
      defaultTabs={EXAMPLES.map((query) => ({ query }))}
      defaultEditorToolsVisibility="variables"
      plugins={plugins}
    >
      <GraphiQL.Logo>
        <a href="/">← Shop</a>
      </GraphiQL.Logo>
      <CarryOver />
      <LineWrapping />
    </GraphiQL>,
  );
}
