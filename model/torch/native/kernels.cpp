// What gotch doesn't bind: the number of threads, memory that a GPU reads, a GPU's exactness, and products
// and eigenvectors of a caller's numbers.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <cstdlib>
#include <cstring>

extern "C" {

void siamface_set_threads(int n) { at::set_num_threads(n); }

// Lets a GPU compute in float32 where that is asked for, and the same numbers each time. By default its convolutions round their inputs to
// 10 bits (TF32), and sums are made in the order in which threads come.
void siamface_exact_gpu(void) {
  setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:8", 0); // without it cuBLAS doesn't promise the same sums
  auto &context = at::globalContext();
  context.setAllowTF32CuDNN(false);
  context.setAllowTF32CuBLAS(false);
  context.setBenchmarkCuDNN(false);
  context.setDeterministicCuDNN(true);
  context.setDeterministicAlgorithms(true, /*warn_only=*/true);
}

// *out is a new tensor of floats, not initialised, in pinned memory: a GPU reads it by itself. Returns null, or an error that the
// caller frees, as where there is no GPU.
char *siamface_pinned(void **out, const int64_t *shape, int dims) {
  try {
    *out = new at::Tensor(at::empty(at::IntArrayRef(shape, dims), at::TensorOptions(at::kFloat).pinned_memory(true)));
    return nullptr;
  } catch (const std::exception &e) {
    return strdup(e.what());
  }
}

// out [rows, columns] = a [rows, inner] · b [inner, columns], each with how far apart its rows and columns lie, of doubles or of floats.
// Returns null, or an error that the caller frees.
char *siamface_multiply(void *a, const int64_t *a_steps, void *b, const int64_t *b_steps, int64_t rows, int64_t inner, int64_t columns,
                        void *out, int doubles) {
  try {
    const auto type = doubles ? at::kDouble : at::kFloat;
    const at::Tensor x = at::from_blob(a, {rows, inner}, at::IntArrayRef(a_steps, 2), type);
    const at::Tensor y = at::from_blob(b, {inner, columns}, at::IntArrayRef(b_steps, 2), type);
    at::Tensor z = at::from_blob(out, {rows, columns}, type);
    at::mm_out(z, x, y);
    return nullptr;
  } catch (const std::exception &e) {
    return strdup(e.what());
  }
}

// a [n, n], symmetric, becomes its eigenvectors, one a row, and values [n] its eigenvalues, rising. Returns null, or an error that the
// caller frees.
char *siamface_eigen(double *a, int64_t n, double *values) {
  try {
    at::Tensor x = at::from_blob(a, {n, n}, at::kDouble);
    const auto found = at::linalg_eigh(x);
    x.copy_(std::get<1>(found).t());
    at::from_blob(values, {n}, at::kDouble).copy_(std::get<0>(found));
    return nullptr;
  } catch (const std::exception &e) {
    return strdup(e.what());
  }
}
}
