// The style guide, as far as a machine can check it. Type-aware rules run on .ts; components have their own set.
import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier/flat';
import jsdoc from 'eslint-plugin-jsdoc';
import tsdoc from 'eslint-plugin-tsdoc';
import vue from 'eslint-plugin-vue';
import globals from 'globals';
import { basename } from 'node:path';
import tseslint from 'typescript-eslint';
import vueParser from 'vue-eslint-parser';

const TS = ['{main,electron,renderer,test}/**/*.ts', '*.ts'];
const VUE = ['renderer/**/*.vue'];
const TESTS = ['**/*.test.ts', 'test/**/*.ts'];
const SCRIPTS = ['**/*.mjs', '**/*.cjs', '**/*.js'];

/** Files are kebab-case.ts, components PascalCase.vue. */
const FORMS = [
  { ending: /\.vue$/, form: /^[A-Z][A-Za-z0-9]*\.vue$/, words: 'PascalCase.vue' },
  {
    ending: /\.[cm]?[jt]s$/,
    form: /^\.?[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.[cm]?[jt]s$/,
    words: 'kebab-case',
  },
];
const house = {
  rules: {
    'file-name': {
      create: (context) => ({
        Program(node) {
          const name = basename(context.filename);
          const kind = FORMS.find(({ ending }) => ending.test(name));
          if (kind === undefined || kind.form.test(name)) return;
          context.report({ node, message: `Name this file in ${kind.words}; "${name}" is not.` });
        },
      }),
    },
  },
};

const size = {
  'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true, IIFEs: true }],
  'max-params': ['error', 3],
  'max-depth': ['error', 3],
  complexity: ['error', 15],
};

const plain = {
  eqeqeq: 'error',
  curly: ['error', 'multi-line'],
  'no-var': 'error',
  'prefer-const': 'error',
  'object-shorthand': 'error',
  'no-param-reassign': 'error',
  'no-implicit-coercion': ['error', { allow: ['!!'] }],
  'no-console': 'error',
  'no-warning-comments': 'error',
};

const SKIPPED = 'A skipped or focused test passes for the wrong reason: repair it or remove it.';
const tests = {
  'no-restricted-syntax': [
    'error',
    {
      selector:
        'MemberExpression[object.name=/^(describe|it|test|suite)$/][property.name=/^(only|skip|todo|fails)$/]',
      message: SKIPPED,
    },
    { selector: 'CallExpression[callee.name=/^(xit|xtest|xdescribe|fit|fdescribe)$/]', message: SKIPPED },
  ],
};

export default tseslint.config(
  { ignores: ['dist/**', 'dist.*/**', 'node_modules/**', '.dartboard/**', 'coverage/**'] },
  {
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    plugins: { house },
    rules: { 'house/file-name': 'error' },
  },
  eslint.configs.recommended,

  {
    files: TS,
    extends: [...tseslint.configs.strictTypeChecked, ...tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: './tsconfig.json',
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
  },
  {
    files: VUE,
    extends: [...tseslint.configs.strict, ...tseslint.configs.stylistic, ...vue.configs['flat/recommended']],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'], sourceType: 'module' },
      globals: globals.browser,
    },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/block-order': ['error', { order: ['script', 'template', 'style'] }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/define-emits-declaration': ['error', 'type-based'],
      'vue/no-undef-components': 'error',
      'vue/no-unused-refs': 'error',
      'vue/no-v-html': 'error',
      'vue/prefer-true-attribute-shorthand': 'error',
      'vue/require-typed-ref': 'error',
      'vue/padding-line-between-blocks': 'error',
      // TypeScript resolves names; the rule does not know type-only globals.
      'no-undef': 'off',
    },
  },
  {
    files: [...TS, ...VUE],
    rules: {
      ...plain,
      ...size,
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Attributes of ops must be types: an interface does not fit an index signature.
      '@typescript-eslint/consistent-type-definitions': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/array-type': ['error', { default: 'array' }],
    },
  },
  {
    files: TS,
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
      // It misjudges parameters that keep a name and its request together.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // An async function without await is how a synchronous body meets an asynchronous interface.
      '@typescript-eslint/require-await': 'off',
      // Readability is judged by a person here; the rule would rewrite clear conditions.
      '@typescript-eslint/prefer-nullish-coalescing': 'off',
    },
  },
  {
    files: TS,
    ignores: TESTS,
    plugins: { jsdoc, tsdoc },
    rules: {
      'tsdoc/syntax': 'error',
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          require: { ClassDeclaration: true, FunctionDeclaration: true, MethodDefinition: false },
          contexts: ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'VariableDeclaration'],
          enableFixer: false,
        },
      ],
    },
  },
  {
    files: TESTS,
    rules: {
      ...tests,
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // What a spy has seen is asked through the method itself.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: ['renderer/**'], languageOptions: { globals: globals.browser } },
  { files: ['{main,electron,test}/**'], languageOptions: { globals: globals.node } },
  { files: ['main/cli/**/*.ts', 'resources/**'], rules: { 'no-console': 'off' } },
  {
    files: SCRIPTS,
    languageOptions: { globals: globals.node },
    rules: {
      ...plain,
      ...size,
      'no-console': 'off',
      'no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
    },
  },
  // The import rules are a table; each line of it is a rule.
  { files: ['**/*.cjs'], languageOptions: { sourceType: 'commonjs' }, rules: { 'max-params': 'off' } },
  { files: ['resources/**/*.test.{ts,mjs}'], rules: { ...tests, 'max-lines-per-function': 'off' } },
  prettier,
);
