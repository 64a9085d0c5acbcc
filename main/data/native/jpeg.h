/** JPEG files by libjpeg-turbo, with its defaults, which are Pillow's: accurate transform, smooth upsampling. */
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace dartboard {

/** What a file says of its image. */
struct JpegHeader {
  int height;
  int width;
  /** 1 or 3 where the file is grey or coloured in one of the usual ways, of 8 bits; 0: another decoder has to see it. */
  int channels;
  /** As EXIF numbers them; 1: as it lies there. */
  int orientation;
};

/** What is wanted: a rectangle of the image, and channels (3 makes a grey image coloured). */
struct JpegWindow {
  int channels;
  int top;
  int left;
  int height;
  int width;
};

/** Bytes at hand. */
struct Bytes {
  const uint8_t* data;
  size_t size;
};

/** The library and its version; null without one. */
const char* jpegLibrary();

/** A progressive file that lacks scans is shown smoothed, which every version does in its own way, and windows of it are not as the whole. */
constexpr char MISSING_SCANS[] = "not all scans are there";

/** Reads the header. Returns what is wrong, or nothing. */
std::string readJpegHeader(Bytes file, JpegHeader* header);

/**
 * Decodes a rectangle [height, width, channels]. For the whole image, the whole file is read and must be complete; for a part, the file up to
 * the last row. Returns what is wrong, or nothing; MISSING_SCANS: another decoder has to see it.
 */
std::string decodeJpeg(Bytes file, const JpegWindow& window, uint8_t* target);

}  // namespace dartboard
