// GroupNorm, scale-shift and SiLU in one pass over bf16 channels-last maps [B,N,C], forward and backward.
// PyTorch's CPU kernels for the three take as long as the convolutions between them; these are bound by memory.
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef uint16_t bf16;

static inline float wide(bf16 v) {
  uint32_t bits = (uint32_t)v << 16;
  float f;
  memcpy(&f, &bits, 4);
  return f;
}

static inline bf16 narrow(float f) {
  uint32_t bits;
  memcpy(&bits, &f, 4);
  return (bf16)((bits + 0x7fff + ((bits >> 16) & 1)) >> 16); // round to nearest even
}

static inline float sigmoid(float u) { return 1.0f / (1.0f + expf(-u)); }

// u = xhat·a + d with a = γ(1+scale), d = β(1+scale) + shift; folded further to u = x·A + D.
static void fold(const float *gamma, const float *beta, const float *scale, const float *shift,
                 const float *mean, const float *rstd, int C, int G, float *a, float *A, float *D) {
  for (int c = 0; c < C; c++) {
    int g = c / (C / G);
    float s = scale ? 1.0f + scale[c] : 1.0f;
    a[c] = gamma[c] * s;
    A[c] = rstd[g] * a[c];
    D[c] = beta[c] * s + (shift ? shift[c] : 0.0f) - mean[g] * A[c];
  }
}

static void statistics(const bf16 *x, int N, int C, int G, float eps, float *sum, float *square, float *mean, float *rstd) {
  memset(sum, 0, C * sizeof(float));
  memset(square, 0, C * sizeof(float));
  for (int n = 0; n < N; n++)
    for (int c = 0; c < C; c++) {
      float v = wide(x[(size_t)n * C + c]);
      sum[c] += v;
      square[c] += v * v;
    }
  int w = C / G;
  for (int g = 0; g < G; g++) {
    double s = 0, q = 0;
    for (int c = g * w; c < (g + 1) * w; c++) s += sum[c], q += square[c];
    double m = s / ((double)N * w), var = q / ((double)N * w) - m * m;
    mean[g] = m;
    rstd[g] = 1.0 / sqrt((var > 0 ? var : 0) + eps);
  }
}

// scale and shift [B,C] may be null; silu 0 leaves the activation out. mean, rstd [B,G] are kept for backward.
void norm_forward(const bf16 *x, const float *gamma, const float *beta, const float *scale, const float *shift,
                  bf16 *y, float *mean, float *rstd, int B, int N, int C, int G, float eps, int silu) {
  float *work = malloc(5 * C * sizeof(float)), *a = work + 2 * C, *A = work + 3 * C, *D = work + 4 * C;
  for (int b = 0; b < B; b++) {
    const bf16 *xb = x + (size_t)b * N * C;
    bf16 *yb = y + (size_t)b * N * C;
    statistics(xb, N, C, G, eps, work, work + C, mean + b * G, rstd + b * G);
    fold(gamma, beta, scale ? scale + b * C : 0, shift ? shift + b * C : 0, mean + b * G, rstd + b * G, C, G, a, A, D);
    for (int n = 0; n < N; n++)
      for (int c = 0; c < C; c++) {
        float u = wide(xb[(size_t)n * C + c]) * A[c] + D[c];
        yb[(size_t)n * C + c] = narrow(silu ? u * sigmoid(u) : u);
      }
  }
  free(work);
}

// sum_du, sum_dux [B,C]: Σ du and Σ du·xhat, from which the caller makes the gradients of γ, β, scale and shift.
void norm_backward(const bf16 *dy, const bf16 *x, const float *gamma, const float *beta, const float *scale,
                   const float *shift, const float *mean, const float *rstd, bf16 *dx, float *sum_du, float *sum_dux,
                   int B, int N, int C, int G, int silu) {
  float *work = malloc((7 * C + (size_t)N * C) * sizeof(float));
  float *a = work, *A = work + C, *D = work + 2 * C, *P = work + 3 * C, *Q = work + 4 * C, *R = work + 5 * C;
  float *dus = work + 7 * C;
  int w = C / G;
  for (int b = 0; b < B; b++) {
    const bf16 *xb = x + (size_t)b * N * C, *dyb = dy + (size_t)b * N * C;
    bf16 *dxb = dx + (size_t)b * N * C;
    float *s1 = sum_du + b * C, *s2 = sum_dux + b * C;
    const float *m = mean + b * G, *r = rstd + b * G;
    fold(gamma, beta, scale ? scale + b * C : 0, shift ? shift + b * C : 0, m, r, C, G, a, A, D);
    memset(s1, 0, C * sizeof(float));
    memset(s2, 0, C * sizeof(float));
    for (int n = 0; n < N; n++)
      for (int c = 0; c < C; c++) {
        float v = wide(xb[(size_t)n * C + c]), u = v * A[c] + D[c], du = wide(dyb[(size_t)n * C + c]);
        if (silu) {
          float s = sigmoid(u);
          du *= s * (1.0f + u * (1.0f - s));
        }
        dus[(size_t)n * C + c] = du;
        s1[c] += du;
        s2[c] += du * v; // centred below
      }
    // dx = rstd(du·a − m1 − xhat·m2), folded to du·P + x·Q + R.
    for (int g = 0; g < G; g++) {
      float m1 = 0, m2 = 0;
      for (int c = g * w; c < (g + 1) * w; c++) {
        s2[c] = (s2[c] - m[g] * s1[c]) * r[g];
        m1 += a[c] * s1[c];
        m2 += a[c] * s2[c];
      }
      m1 /= (float)N * w;
      m2 /= (float)N * w;
      for (int c = g * w; c < (g + 1) * w; c++) {
        P[c] = r[g] * a[c];
        Q[c] = -r[g] * r[g] * m2;
        R[c] = -r[g] * m1 - Q[c] * m[g];
      }
    }
    for (int n = 0; n < N; n++)
      for (int c = 0; c < C; c++) {
        size_t i = (size_t)n * C + c;
        dxb[i] = narrow(dus[i] * P[c] + wide(xb[i]) * Q[c] + R[c]);
      }
  }
  free(work);
}
