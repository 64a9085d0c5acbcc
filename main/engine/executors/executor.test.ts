import { describe, expect, it } from 'vitest';
import { OPS } from '../ops/registry.ts';
import { Builder, float32, int32 } from '../program/index.ts';
import { checkData, checkFeeds, programOf, variableOf, zerosOf } from './executor.ts';

function program() {
  const b = new Builder(OPS);
  b.feed('labels', int32(4));
  return b.build('step', { fetches: { y: b.one('neg', [b.feed('images', float32(4, 3))]) } });
}

const bundle = () => ({ variables: { w: float32(2) }, programs: { step: program() } });
const fails = (code: string, message: string): unknown => expect.objectContaining({ code, message });

describe('the check of feeds', () => {
  const labels = new Int32Array(4);
  const images = new Float32Array(12);

  it('accepts what the program asks for', () => {
    expect(() => checkFeeds(program(), { images, labels })).not.toThrow();
  });

  it('names what is missing, and its type', () => {
    expect(() => checkFeeds(program(), { labels })).toThrow(
      fails('engine/bad-feed', 'step: feed "images", f32[4,3], is missing.'),
    );
  });

  it('names what is too much', () => {
    expect(() => checkFeeds(program(), { images, labels, rate: new Float32Array(1) })).toThrow(
      fails('engine/bad-feed', 'step: there is no feed "rate". Known: labels, images.'),
    );
  });

  it('names what has another length', () => {
    expect(() => checkFeeds(program(), { images: new Float32Array(4), labels })).toThrow(
      fails(
        'engine/bad-feed',
        'step: feed "images" is f32[4,3]: it takes a Float32Array of 12, got a Float32Array of 4.',
      ),
    );
  });

  it('names what is of another kind', () => {
    expect(() => checkFeeds(program(), { images, labels: new Float32Array(4) })).toThrow(
      fails(
        'engine/bad-feed',
        'step: feed "labels" is i32[4]: it takes a Int32Array of 4, got a Float32Array of 4.',
      ),
    );
  });
});

describe('data of a type', () => {
  it('is float32 for every float, a byte for a truth value', () => {
    expect(zerosOf({ dtype: 'bfloat16', shape: [2, 3] })).toEqual(new Float32Array(6));
    expect(zerosOf({ dtype: 'bool', shape: [3] })).toEqual(new Uint8Array(3));
    expect(zerosOf(int32())).toEqual(new Int32Array(1));
  });

  it('is checked alike for variables', () => {
    expect(() => checkData('Variable "w"', float32(2), new Float32Array(3))).toThrow(
      fails(
        'engine/bad-feed',
        'Variable "w" is f32[2]: it takes a Float32Array of 2, got a Float32Array of 3.',
      ),
    );
  });
});

describe('names', () => {
  it('of programs are known, or listed', () => {
    expect(programOf(bundle(), 'step').name).toBe('step');
    expect(() => programOf(bundle(), 'walk')).toThrow(
      fails('engine/unknown-program', 'There is no program "walk". Known: step.'),
    );
    expect(() => programOf({ variables: {}, programs: {} }, 'walk')).toThrow('Known: none.');
  });

  it('of variables are known, or listed', () => {
    expect(variableOf(bundle(), 'w')).toEqual(float32(2));
    expect(() => variableOf(bundle(), 'v')).toThrow(
      fails('engine/unknown-variable', 'There is no variable "v". Known: w.'),
    );
  });
});
