// Means over windows, which libtorch's own pooling adds up number by number.
#include "processors.h"
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <algorithm>
#include <c10/core/GradMode.h>
#include <cstring>
#include <vector>

namespace {

// Windows of size numbers, of which the first starts padding before a line of so many numbers, and the others stride apart.
struct Windows {
  int64_t numbers, size, stride, padding;

  int64_t count() const { return (numbers + 2 * padding - size) / stride + 1; }
  int64_t first(int64_t i) const { return std::max<int64_t>(i * stride - padding, 0); }
  int64_t last(int64_t i) const { return std::min(i * stride - padding + size, numbers); } // one behind it
};

// The means of a plane's columns: [rows.count(), width].
EACH_PROCESSOR void mean_down(const Windows &rows, int64_t width, const float *x, float *__restrict out) {
  for (int64_t i = 0; i < rows.count(); i++, out += width) {
    const int64_t first = rows.first(i), last = rows.last(i);
    std::fill(out, out + width, 0.0f);
    for (int64_t row = first; row < last; row++)
      for (int64_t c = 0; c < width; c++)
        out[c] += x[row * width + c];
    const float by = float(last - first);
    for (int64_t c = 0; c < width; c++)
      out[c] /= by;
  }
}

inline float mean_of(const Windows &w, const float *x, int64_t i) {
  float sum = 0;
  for (int64_t k = w.first(i); k < w.last(i); k++)
    sum += x[k];
  return sum / float(w.last(i) - w.first(i));
}

// The means of a row's windows. The sums of those that follow each other and lie inside of it grow side by side, by a number each at a
// time.
EACH_PROCESSOR void mean_along(const Windows &w, const float *x, float *__restrict out) {
  const int64_t count = w.count();
  const int64_t begin = w.stride == 1 ? std::min(w.padding, count) : count;
  const int64_t end = w.stride == 1 ? std::max(begin, w.numbers - w.size + w.padding + 1) : count;
  for (int64_t i = 0; i < begin; i++)
    out[i] = mean_of(w, x, i);
  std::fill(out + begin, out + end, 0.0f);
  for (int64_t k = 0; k < w.size; k++) {
    const float *from = x - w.padding + k;
    for (int64_t i = begin; i < end; i++)
      out[i] += from[i];
  }
  for (int64_t i = begin; i < end; i++)
    out[i] /= float(w.size);
  for (int64_t i = end; i < count; i++)
    out[i] = mean_of(w, x, i);
}

at::Tensor means(const at::Tensor &given, int64_t size, int64_t stride, int64_t padding) {
  const at::Tensor x = given.contiguous();
  const Windows rows{x.size(2), size, stride, padding}, columns{x.size(3), size, stride, padding};
  const int64_t width = x.size(3), down = rows.count(), along = columns.count();
  const at::Tensor y = at::empty({x.size(0), x.size(1), down, along}, x.options());
  const float *in = x.data_ptr<float>();
  float *out = y.data_ptr<float>();
  at::parallel_for(0, x.size(0) * x.size(1), 1, [&](int64_t from, int64_t to) {
    std::vector<float> half(down * width);
    for (int64_t plane = from; plane < to; plane++) {
      mean_down(rows, width, in + plane * rows.numbers * width, half.data());
      for (int64_t i = 0; i < down; i++)
        mean_along(columns, half.data() + i * width, out + (plane * down + i) * along);
    }
  });
  return y;
}

} // namespace

extern "C" {

// *out is a new tensor, without a gradient on the processor. Returns null, or an error that the caller frees.
char *siamface_mean_windows(void **out, void *x, int64_t size, int64_t stride, int64_t padding) {
  try {
    const auto &in = *static_cast<at::Tensor *>(x);
    TORCH_CHECK(in.dim() == 4 && size > 0 && stride > 0 && padding >= 0 && 2 * padding <= size && in.size(2) + 2 * padding >= size &&
                    in.size(3) + 2 * padding >= size,
                "windows of ", size, " numbers, ", stride, " apart, ", padding, " before the plane, don't fit");
    const bool here = in.device().is_cpu() && in.scalar_type() == at::kFloat && in.numel() > 0 &&
                      !(at::GradMode::is_enabled() && in.requires_grad());
    const auto theirs = [&] {
      const auto down = at::avg_pool2d(in, {size, 1}, {stride, 1}, {padding, 0}, false, false);
      return at::avg_pool2d(down, {1, size}, {1, stride}, {0, padding}, false, false);
    };
    *out = new at::Tensor(here ? means(in, size, stride, padding) : theirs());
    return nullptr;
  } catch (const std::exception &e) {
    return strdup(e.what());
  }
}
}
