// What gotch doesn't bind: the version, the number of threads, and the product of two blocks of a caller's numbers.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <cstring>
#include <torch/version.h>

extern "C" {

const char *siamface_torch_version(void) { return TORCH_VERSION; }

void siamface_set_threads(int n) { at::set_num_threads(n); }

// out [n, m] = a [n, dim] · b [m, dim] transposed. Returns null, or an error that the caller frees.
char *siamface_products(const float *a, int64_t n, const float *b, int64_t m, int64_t dim, float *out) {
  try {
    const at::Tensor x = at::from_blob(const_cast<float *>(a), {n, dim}, at::kFloat);
    const at::Tensor y = at::from_blob(const_cast<float *>(b), {m, dim}, at::kFloat);
    at::Tensor z = at::from_blob(out, {n, m}, at::kFloat);
    at::mm_out(z, x, y.t());
    return nullptr;
  } catch (const std::exception &e) {
    return strdup(e.what());
  }
}
}
