#!/usr/bin/env python3
"""Time steps of a language model as a TensorFlow loop, and unrolled: the same training step, written as TensorFlow users would.

  python3 tf_time_steps.py --as loop ; python3 tf_time_steps.py --as unrolled

One training step of the cell DARTS_V2 without dropouts: forward, cross entropy, backward, clipping, SGD, as one graph of TensorFlow's own kernels.
`loop` reads the words in a while loop with an array of the outputs; `unrolled` repeats the cell for each word. --threads N (default: all cores).
One JSON line: {"as", "step_s" (median over --steps, warm-up excluded), "first_step_s" (building the graph included), "peak_rss_mb", ...}.
Facts: arXiv 1806.09055, section 3.1.2 and appendix A.1.2.
"""
import argparse, json, os, resource, statistics, time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
import tensorflow as tf

DARTS_V2 = [("sigmoid", 0), ("relu", 1), ("relu", 1), ("identity", 1), ("tanh", 2), ("sigmoid", 5), ("tanh", 3), ("relu", 5)]
ACTIVATIONS = {"tanh": tf.tanh, "relu": tf.nn.relu, "sigmoid": tf.sigmoid, "identity": tf.identity}


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--as", dest="form", choices=["loop", "unrolled"], required=True)
    p.add_argument("--batch", type=int, default=64); p.add_argument("--length", type=int, default=35)
    p.add_argument("--units", type=int, default=850); p.add_argument("--words", type=int, default=10000)
    p.add_argument("--steps", type=int, default=3); p.add_argument("--threads", type=int, default=os.cpu_count())
    a = p.parse_args()
    tf.config.threading.set_intra_op_parallelism_threads(a.threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)
    tf.random.set_seed(0)
    n = a.units
    uniform = lambda *shape: tf.Variable(tf.random.uniform(shape, -0.04, 0.04))
    table, bias, w0, ws = uniform(a.words, n), tf.Variable(tf.zeros(a.words)), uniform(2 * n, 2 * n), [uniform(n, 2 * n) for _ in DARTS_V2]
    weights = [table, bias, w0, *ws]
    tokens = tf.random.uniform((a.length + 1, a.batch), 0, a.words, tf.int32)

    def cell(x, h):
        c, u = tf.split(tf.concat([x, h], 1) @ w0, 2, 1)
        states = [h + tf.sigmoid(c) * (tf.tanh(u) - h)]
        for (name, j), w in zip(DARTS_V2, ws):
            c, u = tf.split(states[j] @ w, 2, 1)
            states.append(states[j] + tf.sigmoid(c) * (ACTIVATIONS[name](u) - states[j]))
        return tf.add_n(states[1:]) / len(DARTS_V2)

    def states_of(x, h):
        if a.form == "unrolled":
            found = []
            for t in range(a.length):
                h = cell(x[t], h)
                found.append(h)
            return tf.stack(found)
        found = tf.TensorArray(tf.float32, a.length, element_shape=(a.batch, n))
        more = lambda t, h, found: t < a.length
        word = lambda t, h, found: (lambda new: (t + 1, new, found.write(t, new)))(cell(x[t], h))
        return tf.while_loop(more, word, (0, h, found), maximum_iterations=a.length)[2].stack()

    @tf.function(jit_compile=False)
    def step():
        with tf.GradientTape() as tape:
            states = states_of(tf.nn.embedding_lookup(table, tokens[:-1]), tf.zeros((a.batch, n)))
            logits = tf.matmul(tf.reshape(states, (-1, n)), table, transpose_b=True) + bias
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.reshape(tokens[1:], (-1,)), logits)
            loss = tf.reduce_mean(losses) + 1e-3 * tf.reduce_mean(tf.square(states[1:] - states[:-1]))
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, weights), 0.25)
        for w, g in zip(weights, gradients):
            w.assign_sub(20.0 * (tf.convert_to_tensor(g) + 8e-7 * w))
        return loss

    times = []
    for _ in range(a.steps + 1):
        start = time.perf_counter(); step().numpy(); times.append(time.perf_counter() - start)
    print(json.dumps({
        "as": a.form, "engine": "tensorflow " + tf.__version__, "batch": a.batch, "length": a.length, "units": n, "words": a.words,
        "threads": a.threads, "first_step_s": round(times[0], 3), "step_s": round(statistics.median(times[1:]), 4),
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}))


if __name__ == "__main__":
    main()
