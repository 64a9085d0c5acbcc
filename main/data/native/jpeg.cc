#include "jpeg.h"

#ifdef DARTBOARD_JPEG

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include <jpeglib.h>

#include <jerror.h>

#ifndef LIBJPEG_TURBO_VERSION
#error "This libjpeg is not libjpeg-turbo, and cannot skip and crop."
#endif

namespace dartboard {
namespace {

#define TEXT(x) #x
#define QUOTED(x) TEXT(x)

/** A progressive file of millions of empty scans would take hours. */
constexpr int MOST_SCANS = 500;
/** Twice the coefficients of the largest image that is decoded (8192 a side). */
constexpr long MOST_MEMORY = 1L << 30;

/** A decoder. Everything is plain data: an error jumps out of it (longjmp), over no destructor. */
struct Decoder {
  jpeg_decompress_struct state;
  jpeg_error_mgr errors;
  jpeg_progress_mgr progress;
  jmp_buf failed;
  char reason[JMSG_LENGTH_MAX];
  uint8_t* line;
};

Decoder* decoderOf(j_common_ptr state) { return static_cast<Decoder*>(state->client_data); }

void fail(j_common_ptr state) {
  Decoder* const decoder = decoderOf(state);
  state->err->format_message(state, decoder->reason);
  longjmp(decoder->failed, 1);
}

/** Warnings of missing or wrong data are errors here: an image is never decoded half. */
void hear(j_common_ptr state, int level) {
  if (level >= 0) return;
  switch (state->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_JPEG_EOF:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_BOGUS_PROGRESSION:
    case JWRN_MUST_RESYNC: fail(state); break;
    // Bytes that belong to nothing, marks of old programs: the pixels are all there.
    default: break;
  }
}

void say(j_common_ptr) {}

void countScans(j_common_ptr state) {
  if (!state->is_decompressor) return;
  if (reinterpret_cast<j_decompress_ptr>(state)->input_scan_number <= MOST_SCANS) return;
  Decoder* const decoder = decoderOf(state);
  std::snprintf(decoder->reason, sizeof decoder->reason, "more than %d scans", MOST_SCANS);
  longjmp(decoder->failed, 1);
}

/** Makes a decoder that has read the header. To be called where `failed` is set. */
void begin(Decoder* decoder, Bytes file) {
  j_decompress_ptr state = &decoder->state;
  jpeg_create_decompress(state);
  state->mem->max_memory_to_use = MOST_MEMORY;
  state->progress = &decoder->progress;
  jpeg_mem_src(state, file.data, static_cast<unsigned long>(file.size));
  jpeg_save_markers(state, JPEG_APP0 + 1, 0xffff);
  jpeg_read_header(state, TRUE);
}

/** Sets up what needs no library to have worked. */
void prepare(Decoder* decoder) {
  std::memset(decoder, 0, sizeof *decoder);
  decoder->state.client_data = decoder;
  decoder->state.err = jpeg_std_error(&decoder->errors);
  decoder->errors.error_exit = fail;
  decoder->errors.emit_message = hear;
  decoder->errors.output_message = say;
  decoder->progress.progress_monitor = countScans;
}

void end(Decoder* decoder) {
  // Without memory of its own there is nothing to destroy: creation itself failed.
  if (decoder->state.mem != nullptr) jpeg_destroy_decompress(&decoder->state);
  std::free(decoder->line);
  delete decoder;
}

int channelsOf(const jpeg_decompress_struct& state) {
  if (state.data_precision != 8) return 0;
  switch (state.jpeg_color_space) {
    case JCS_GRAYSCALE: return 1;
    case JCS_YCbCr:
    case JCS_RGB: return 3;
    default: return 0;
  }
}

/** A whole number of an EXIF block, which says in which order its bytes are. */
unsigned numberAt(const uint8_t* at, int bytes, bool isLittle) {
  unsigned number = 0;
  for (int i = 0; i < bytes; i++) number |= static_cast<unsigned>(at[i]) << 8 * (isLittle ? i : bytes - 1 - i);
  return number;
}

/** The orientation that an EXIF block gives; 1 where it gives none. */
int orientationIn(const uint8_t* data, size_t size) {
  constexpr unsigned ORIENTATION = 0x0112;
  if (size < 14 || std::memcmp(data, "Exif\0\0", 6) != 0) return 1;
  const uint8_t* tiff = data + 6;
  const size_t length = size - 6;
  const bool isLittle = tiff[0] == 'I';
  const size_t directory = numberAt(tiff + 4, 4, isLittle);
  if (directory > length || length - directory < 2) return 1;
  const unsigned entries = numberAt(tiff + directory, 2, isLittle);
  for (unsigned i = 0; i < entries; i++) {
    const size_t at = directory + 2 + 12 * static_cast<size_t>(i);
    if (length < 12 || at > length - 12) return 1;
    if (numberAt(tiff + at, 2, isLittle) == ORIENTATION) return static_cast<int>(numberAt(tiff + at + 8, 2, isLittle));
  }
  return 1;
}

int orientationOf(const jpeg_decompress_struct& state) {
  for (jpeg_saved_marker_ptr marker = state.marker_list; marker != nullptr; marker = marker->next) {
    const int found = orientationIn(marker->data, marker->data_length);
    if (found != 1) return found;
  }
  return 1;
}

/** Reads the lines of the window; the decoder has been started. */
void readLines(Decoder* decoder, const JpegWindow& window, uint8_t* target) {
  j_decompress_ptr state = &decoder->state;
  const auto channels = static_cast<size_t>(window.channels);
  const size_t bytes = static_cast<size_t>(window.width) * channels;
  size_t before = 0;
  const bool isWide = window.width == static_cast<int>(state->output_width);
  if (!isWide) {
    // Smooth upsampling looks at neighbours, so a block more on either side is decoded than is taken.
    const int margin = 8 * state->max_h_samp_factor;
    const int right = window.left + window.width + margin;
    const int whole = static_cast<int>(state->output_width);
    JDIMENSION from = static_cast<JDIMENSION>(window.left > margin ? window.left - margin : 0);
    JDIMENSION width = static_cast<JDIMENSION>(right < whole ? right : whole) - from;
    jpeg_crop_scanline(state, &from, &width);
    before = (static_cast<size_t>(window.left) - from) * channels;
    decoder->line = static_cast<uint8_t*>(std::malloc(static_cast<size_t>(state->output_width) * channels));
    if (decoder->line == nullptr) ERREXIT1(state, JERR_OUT_OF_MEMORY, 0);
  }
  if (window.top > 0) jpeg_skip_scanlines(state, static_cast<JDIMENSION>(window.top));
  for (int row = 0; row < window.height; row++) {
    uint8_t* const to = target + static_cast<size_t>(row) * bytes;
    JSAMPROW line = isWide ? to : decoder->line;
    jpeg_read_scanlines(state, &line, 1);
    if (!isWide) std::memcpy(to, decoder->line + before, bytes);
  }
}

/** Whether a progressive file gives all bits of all coefficients; the decoder has been started, so all scans have been read. */
bool hasAllScans(const jpeg_decompress_struct& state) {
  if (!state.progressive_mode || state.coef_bits == nullptr) return true;
  for (int component = 0; component < state.num_components; component++)
    for (const int missingBits : state.coef_bits[component])
      if (missingBits != 0) return false;
  return true;
}

bool isWithin(const JpegWindow& window, const jpeg_decompress_struct& state) {
  const auto width = static_cast<int>(state.output_width);
  const auto height = static_cast<int>(state.output_height);
  return window.top >= 0 && window.left >= 0 && window.height > 0 && window.width > 0 && window.height <= height &&
         window.width <= width && window.top <= height - window.height && window.left <= width - window.width;
}

}  // namespace

const char* jpegLibrary() { return "libjpeg-turbo " QUOTED(LIBJPEG_TURBO_VERSION); }

std::string readJpegHeader(Bytes file, JpegHeader* header) {
  Decoder* const decoder = new Decoder;
  prepare(decoder);
  if (setjmp(decoder->failed) == 0) {
    begin(decoder, file);
    const jpeg_decompress_struct& state = decoder->state;
    header->height = static_cast<int>(state.image_height);
    header->width = static_cast<int>(state.image_width);
    header->channels = channelsOf(state);
    header->orientation = orientationOf(state);
  }
  std::string reason = decoder->reason;
  end(decoder);
  return reason;
}

std::string decodeJpeg(Bytes file, const JpegWindow& window, uint8_t* target) {
  Decoder* const decoder = new Decoder;
  prepare(decoder);
  if (setjmp(decoder->failed) == 0) {
    begin(decoder, file);
    j_decompress_ptr state = &decoder->state;
    state->out_color_space = window.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_calc_output_dimensions(state);
    const int found = channelsOf(*state);
    if (found == 0 || window.channels < found || !isWithin(window, *state)) {
      std::snprintf(decoder->reason, sizeof decoder->reason, "the image is not what it was");
    } else {
      jpeg_start_decompress(state);
      if (hasAllScans(*state)) readLines(decoder, window, target);
      else std::snprintf(decoder->reason, sizeof decoder->reason, "%s", MISSING_SCANS);
      // Only at the end is it known that nothing is missing; a part of the image is wanted quickly.
      if (state->output_scanline == state->output_height) jpeg_finish_decompress(state);
    }
  }
  std::string reason = decoder->reason;
  end(decoder);
  return reason;
}

}  // namespace dartboard

#else

namespace dartboard {

const char* jpegLibrary() { return nullptr; }

std::string readJpegHeader(Bytes, JpegHeader*) { return "compiled without libjpeg-turbo"; }

std::string decodeJpeg(Bytes, const JpegWindow&, uint8_t*) { return "compiled without libjpeg-turbo"; }

}  // namespace dartboard

#endif
