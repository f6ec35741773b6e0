// A U-Net in a Worker: engine.create(wasm, program, weights) -> Promise of a network whose answer(x, time, label) is
// the U-Net's. The operations are those of unet.c; program.py says which follow one another, and what each name here
// means. What fails is an Error with a `reason`: "simd", "wasm", "memory", "hash", "weights", "program", "gate", "ask".

"use strict";
// needs: sha256.js

self.engine = (() => {
  const MOST_BYTES = 256 * 2 ** 20, PAGE = 65536, LINE = 64;
  // (module (func (result v128) (v128.const i32x4 0 0 0 0))): valid where there is SIMD
  const SIMD = new Uint8Array([
    0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 22, 1, 20, 0, 253, 12,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 11,
  ]);

  // wasm      the bytes of unet.wasm (ArrayBuffer or a view), or a WebAssembly.Module of them
  // program   what program.py writes; also, if there, sha256: the weights' in hex, and gate: see gate.py
  // weights   a safetensors file (ArrayBuffer) in float16, bfloat16 or float32; not kept
  async function create(wasm, program, weights) {
    if (!WebAssembly.validate(SIMD)) throw failure("simd", "This browser's WebAssembly has no SIMD.");
    if (program.sha256 && (await self.sha256(weights)) !== program.sha256) {
      throw failure("hash", "The weights are not those that were announced.");
    }
    const kernels = await load(wasm), base = makeRoom(kernels, program);
    try {
      packWeights(kernels, base, program, weights);
      const network = { answer: answerer(kernels, base, program) };
      if (program.gate) passGate(network, program);
      return network;
    } catch (error) {
      if (error.reason) throw error;
      throw failure("program", `The network's program is damaged: ${error.message}`);
    }
  }

  function failure(reason, message) {
    return Object.assign(new Error(message), { reason });
  }

  async function load(wasm) {
    try {
      const module = wasm instanceof WebAssembly.Module ? wasm : await WebAssembly.compile(wasm);
      return (await WebAssembly.instantiate(module)).exports;
    } catch (error) {
      const reason = error instanceof RangeError ? "memory" : "wasm";
      throw failure(reason, `The engine did not start: ${error.message}`);
    }
  }

  // Where in the module's memory the program's begins, which is there afterwards.
  function makeRoom(kernels, program) {
    const base = Math.ceil(kernels.__heap_base.value / LINE) * LINE;
    const bytes = base + 4 * program.size;
    if (!(bytes <= MOST_BYTES + PAGE * LINE)) throw failure("memory", `The network needs ${bytes} bytes of memory.`);
    try {
      kernels.memory.grow(Math.max(0, Math.ceil((bytes - kernels.memory.buffer.byteLength) / PAGE)));
    } catch {
      throw failure("memory", `The device did not give ${bytes} bytes of memory.`);
    }
    return base;
  }

  // ---- Weights ----

  function packWeights(kernels, base, program, weights) {
    const file = readSafetensors(weights), memory = new Float32Array(kernels.memory.buffer, base, program.size);
    const staging = base + 4 * program.staging;
    const packers = {
      product: (w, to) => kernels.pack_product(staging, to, w.inputs, w.outputs, w.taps),
      convolution: (w, to) => kernels.pack_convolution(staging, to, w.inputs, w.outputs),
      rows: (w) => {
        const step = w.size / w.rows;
        for (let row = 0; row < w.rows; row++) {
          const from = program.staging + row * w.width;
          memory.copyWithin(w.to + row * step, from, from + w.width);
        }
      },
    };
    for (const each of program.weights) {
      let at = program.staging;
      for (const [name, shape] of each.tensors) at += file.decode(name, shape, memory, at);
      packers[each.pack](each, base + 4 * each.to);
    }
    memory.fill(0, program.staging);
  }

  // github.com/huggingface/safetensors: the header's length in 8 bytes, the header in JSON, the numbers.
  function readSafetensors(buffer) {
    const damaged = () => failure("weights", "The file of weights is damaged.");
    let header, start;
    try {
      start = 8 + Number(new DataView(buffer).getBigUint64(0, true));
      header = Object(JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, start - 8))));
    } catch {
      throw damaged();
    }
    // Writes the numbers of one tensor into `to` from `at` on; returns how many.
    function decode(name, shape, to, at) {
      const { dtype, shape: found, data_offsets: span } = Object.hasOwn(header, name) ? Object(header[name]) : {};
      if (!Array.isArray(span)) throw failure("weights", `The weights lack ${name}.`);
      if (String(found) !== String(shape)) throw failure("weights", `${name} has the shape ${found}, not ${shape}.`);
      if (!Object.hasOwn(DECODERS, dtype)) throw failure("weights", `${name} is in ${dtype}, which is not known.`);
      const { of: Numbers, write } = DECODERS[dtype], count = shape.reduce((product, side) => product * side, 1);
      const bytes = buffer.slice(...span.map((offset) => start + offset));  // a copy begins where any type may
      if (bytes.byteLength !== count * Numbers.BYTES_PER_ELEMENT) throw damaged();
      write(new Numbers(bytes), to, at);
      return count;
    }
    return { decode };
  }

  const halves = (() => {
    let table = null;
    return () => table ??= Float32Array.from({ length: 65536 }, (_, bits) => {
      const exponent = (bits >> 10) & 31, fraction = bits & 1023, sign = bits >> 15 ? -1 : 1;
      if (exponent === 31) return fraction ? NaN : sign * Infinity;
      return sign * (exponent ? 2 ** (exponent - 15) * (1 + fraction / 1024) : 2 ** -14 * (fraction / 1024));
    });
  })();

  const DECODERS = {
    F32: { of: Float32Array, write: (numbers, to, at) => to.set(numbers, at) },
    F16: {
      of: Uint16Array,
      write(numbers, to, at) {
        const table = halves();
        for (let i = 0; i < numbers.length; i++) to[at + i] = table[numbers[i]];
      },
    },
    BF16: {  // a float32's upper half
      of: Uint16Array,
      write(numbers, to, at) {
        const bits = new Uint32Array(to.buffer, to.byteOffset, to.length);
        for (let i = 0; i < numbers.length; i++) bits[at + i] = numbers[i] << 16;
      },
    },
  };

  // ---- Steps ----

  // x: Float32Array (channels * side * side), the channels one after the other. time: as the network counts, from 0.
  // label: one of 0..classes-1; a network without classes does not look at it. Returns what the network says, laid out
  // as x is.
  function answerer(kernels, base, program) {
    const { channels: [inputs, outputs], side, classes, centred, frequencies, features } = program;
    const pixels = side * side, memory = new Float32Array(kernels.memory.buffer, base, program.size);
    const padded = (count) => Math.ceil(count / 8) * 8;
    const at = (place, more = 0) => place === null ? 0 : base + 4 * (place + more);
    const asked = { x: null, time: 0, label: null, answer: null };

    // Each takes a step of the program and returns what does it.
    const OPERATIONS = {
      picture: ({ y }) => () => {
        memory.fill(0, y, y + pixels * padded(inputs));
        for (let c = 0; c < inputs; c++)
          for (let p = 0; p < pixels; p++) {
            const value = asked.x[c * pixels + p];
            memory[y + p * padded(inputs) + c] = centred ? 2 * value - 1 : value;
          }
      },
      features: ({ y }) => () => {
        const half = frequencies.length, [cosine, sine] = program.cosine_first ? [0, half] : [half, 0];
        memory.fill(0, y, y + padded(features));
        frequencies.forEach((frequency, i) => {
          const angle = Math.fround(asked.time * frequency);  // rounded as where the network was trained
          memory[y + cosine + i] = Math.cos(angle);
          memory[y + sine + i] = Math.sin(angle);
        });
      },
      product: (s) => () => kernels.product(
        at(s.x), at(s.weights), at(s.y), s.rows, s.inner, s.columns, at(s.bias),
        at(s.residual, s.labelled ? asked.label * s.columns : 0), s.factor,
      ),
      silu: (s) => () => kernels.silu(at(s.x), at(s.y), s.count),
      normalise: (s) => () => kernels.normalise(
        at(s.x), at(s.y), at(s.weight), at(s.bias), at(s.scale), at(s.scale, s.channels), s.pixels, s.channels,
        s.groups, s.eps, s.activate, at(s.scratch),
      ),
      convolve: (s) => () => kernels.convolve(
        at(s.x), at(s.y), at(s.weights), at(s.bias), at(s.shift), at(s.residual), s.factor, s.side, s.doubled,
        s.inputs, s.outputs, s.block, at(s.scratch),
      ),
      halve: (s) => () => kernels.halve(
        at(s.x), at(s.y), at(s.weights), at(s.bias), s.side, s.before, s.inputs, s.outputs, s.block, at(s.scratch),
      ),
      attend: (s) => () => kernels.attend(at(s.x), at(s.y), s.pixels, s.heads, s.size, s.block, at(s.scratch)),
      concatenate: (s) => () => kernels.concatenate(at(s.a), s.a_channels, at(s.b), s.b_channels, at(s.y), s.pixels),
      answer: ({ x }) => () => {
        asked.answer = new Float32Array(outputs * pixels);
        for (let c = 0; c < outputs; c++)
          for (let p = 0; p < pixels; p++) asked.answer[c * pixels + p] = memory[x + p * padded(outputs) + c];
      },
    };
    const steps = program.steps.map((step) => OPERATIONS[step.do](step));

    return function answer(x, time, label) {
      const known = classes === null || (Number.isInteger(label) && label >= 0 && label < classes);
      if (x.length !== inputs * pixels || !known) throw failure("ask", "This network cannot be asked that.");
      Object.assign(asked, { x, time, label });
      for (const step of steps) step();
      return asked.answer;
    };
  }

  // ---- Does it say what the network says? ----

  function passGate(network, { gate, channels, side }) {
    const x = new Float32Array(channels[0] * side * side);
    let state = gate.seed;
    for (const { time, label, answer } of gate.asked) {
      for (let i = 0; i < x.length; i++) {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
        x[i] = (state / 2 ** 31 - 1) * Math.sqrt(3);
      }
      const said = network.answer(x, time, label);
      const fits = (value, i) => Math.abs(said[gate.at[i]] - value) <= gate.tolerance;
      if (!answer.every(fits)) throw failure("gate", "On this device the network does not say what it should.");
    }
  }

  return { create };
})();
