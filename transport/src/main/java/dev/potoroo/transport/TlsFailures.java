package dev.potoroo.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Says in words for people why TLS failed, once for each connection: as an {@link SSLException} for
 * the handlers that follow.
 */
final class TlsFailures extends ChannelInboundHandlerAdapter {

  private static final String ALERT = "Received fatal alert: ";

  private boolean failed;

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent completion && !completion.isSuccess()) {
      if (completion.cause() instanceof ClosedChannelException) {
        fail(context, completion.cause());
      } else {
        // Later, as the alert that tells the other end has yet to be written.
        context.executor().execute(() -> fail(context, completion.cause()));
      }
    }
    context.fireUserEventTriggered(event);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    Throwable inner = cause instanceof DecoderException ? cause.getCause() : cause;
    if (inner instanceof SSLException) {
      fail(context, inner);
    } else {
      context.fireExceptionCaught(cause);
    }
  }

  private void fail(ChannelHandlerContext context, Throwable cause) {
    if (!failed) {
      failed = true;
      context.fireExceptionCaught(new SSLException("TLS failed: " + describe(cause), cause));
    }
  }

  private static String describe(Throwable cause) {
    if (cause instanceof NotSslRecordException) {
      return "the other end answers without TLS"; // the exception's own text has the bytes
    }
    if (cause instanceof ClosedChannelException) {
      return "the other end closed the connection during the handshake";
    }
    String text = innermost(cause);
    if (!text.startsWith(ALERT)) {
      return text;
    }
    String alert = text.substring(ALERT.length());
    return switch (alert) {
      case "certificate_unknown", "bad_certificate", "unknown_ca", "certificate_expired" ->
          "the other end does not accept this end's certificate, or found none (" + alert + ")";
      case "certificate_required" -> "the other end requires a certificate (" + alert + ")";
      case "protocol_version" -> "no common version, TLS 1.2 or 1.3 (" + alert + ")";
      default -> "the other end gave up (" + alert + ")";
    };
  }

  /** The outer ones speak of handshakes in general; the cause of all knows which name was wrong. */
  private static String innermost(Throwable outermost) {
    String text = outermost.toString();
    for (@Nullable Throwable next = outermost; next != null; next = next.getCause()) {
      text = next.getMessage() == null ? text : String.valueOf(next.getMessage());
    }
    return text;
  }
}
