package dev.lanward.peer.web;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.resource.ResourceFactory;

/** Answers GET and HEAD with files, and everything else with a short page that says no. */
final class SiteHandler extends ResourceHandler {
  static final String SHIM_PATH = "/lanward.js";

  private static final HttpField[] SECURITY = {
    new PreEncodedHttpField(
        "Content-Security-Policy",
        "default-src 'self'; connect-src 'self'; img-src 'self' data:; style-src 'self'; script-src"
            + " 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors"
            + " 'self'"),
    new PreEncodedHttpField("X-Content-Type-Options", "nosniff"),
    new PreEncodedHttpField("Referrer-Policy", "no-referrer"),
  };

  private final SiteContent content;
  private final Guests guests;

  SiteHandler(SiteFiles files, SiteContent content, Guests guests) {
    this.content = content;
    this.guests = guests;
    setBaseResource(ResourceFactory.root().newResource(files.root()));
    setWelcomeFiles("index.html");
    setDirAllowed(false);
    setEtags(true);
    // The browser keeps a copy and asks each time whether it is still the right one.
    setCacheControl("no-cache");
  }

  @Override
  protected HttpContent.Factory newHttpContentFactory(ByteBufferPool.Sized buffers) {
    return content;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    guests.serve(request);
    putSecurity(response.getHeaders());
    if (!HttpMethod.GET.is(request.getMethod()) && !HttpMethod.HEAD.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
      response.setStatus(HttpStatus.METHOD_NOT_ALLOWED_405);
      ErrorPages.write(request, response, callback);
      return true;
    }
    if (Request.getPathInContext(request).equals(SHIM_PATH)) {
      // It is code, not data: any page may import it.
      response.getHeaders().put("Access-Control-Allow-Origin", "*");
    }
    return super.handle(request, response, callback);
  }

  private static void putSecurity(HttpFields.Mutable headers) {
    for (HttpField each : SECURITY) {
      headers.put(each);
    }
  }

  /** In place of Jetty's, which repeat what was asked for and name the software. */
  static final class ErrorPages extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      putSecurity(response.getHeaders());
      write(request, response, callback);
      return true;
    }

    private static void write(Request request, Response response, Callback callback) {
      int status = response.getStatus();
      if (HttpStatus.hasNoBody(status)) {
        callback.succeeded();
        return;
      }
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "text/html;charset=utf-8");
      Content.Sink.write(response, true, page(status), callback);
    }

    private static String page(int status) {
      String title =
          status == HttpStatus.NOT_FOUND_404
              ? "There is no such page on this device"
              : HttpStatus.getMessage(status);
      return """
          <!doctype html>
          <html lang="en">
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width">
            <title>%1$s</title>
            <h1>%1$s</h1>
            <p><a href="/">The device's first page</a></p>
          </html>
          """
          .formatted(title);
    }
  }
}
