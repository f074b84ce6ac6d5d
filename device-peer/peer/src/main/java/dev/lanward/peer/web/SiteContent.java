package dev.lanward.peer.web;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.ResourceHttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.URIUtil;
import org.eclipse.jetty.util.resource.Resource;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.jspecify.annotations.Nullable;

/**
 * What Jetty may send. Its only way to a file; read anew each time, so an edited page is served at
 * once, and never mapped into memory, where a file that shrinks would bring the process down.
 */
final class SiteContent implements HttpContent.Factory {
  private static final String UNKNOWN_TYPE = "application/octet-stream";

  /** Where Jetty's own table says nothing, or nothing of the encoding. */
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html;charset=utf-8",
          "js", "text/javascript;charset=utf-8",
          "mjs", "text/javascript;charset=utf-8",
          "css", "text/css;charset=utf-8",
          "txt", "text/plain;charset=utf-8",
          "md", "text/markdown;charset=utf-8",
          "map", "application/json",
          "webmanifest", "application/manifest+json");

  private final SiteFiles files;
  private final Optional<Path> shim;
  private final ByteBufferPool.Sized buffers;
  private final MimeTypes.Mutable types = new MimeTypes.Mutable();
  private final ResourceFactory resources = ResourceFactory.root();

  SiteContent(SiteFiles files, Optional<Path> shim, ByteBufferPool.Sized buffers) {
    this.files = files;
    this.shim = shim;
    this.buffers = buffers;
    TYPES.forEach(types::addMimeMapping);
  }

  @Override
  public @Nullable HttpContent getContent(String path) {
    String decoded = URIUtil.decodePath(path);
    if (decoded == null) {
      return null;
    }
    Optional<Path> bundle = shim.filter(unused -> decoded.equals(SiteHandler.SHIM_PATH));
    return bundle.or(() -> files.find(decoded)).map(this::content).orElse(null);
  }

  private @Nullable HttpContent content(Path file) {
    // Null when it has gone since it was looked at.
    Resource resource = resources.newResource(file);
    return resource == null ? null : new ResourceHttpContent(resource, type(file), buffers);
  }

  private String type(Path file) {
    String known = types.getMimeByExtension(file.toString());
    return known == null ? UNKNOWN_TYPE : known;
  }
}
