import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/**
 * Posts one body at a given rate over connections that are kept, each call at a time of its own: the gaps between calls are
 * exponential, as those of many callers who know nothing of one another, and a call that is late, because no connection is free
 * or this program was held up, counts from the time when it was due. So a server that stops for a while is charged for every call that
 * would have come meanwhile.
 *
 * <p>Run as a source file: {@code java -cp 'target/lib/*' bench/load/Paced.java URL CALLS_PER_SECOND CONNECTIONS SECONDS}, with
 * {@code BODY} (a file) and {@code HEADERS} (lines) in the environment. The first {@value #LEAD_SECONDS} seconds are not counted: this
 * program warms up. Ends with a line: {@code FIGURES}, answers, answers that are no success, broken connections, microseconds, p50,
 * p99, and the p99 of how late this program itself sent calls, all in microseconds.
 */
public final class Paced {
    private static final int LEAD_SECONDS = 8;
    /** For the answers that are missing when the last call was sent. */
    private static final int PATIENCE_SECONDS = 20;

    private static final byte[] LENGTH = "\r\ncontent-length: ".getBytes(StandardCharsets.US_ASCII);

    private final URI target;
    private final double nanosBetween;
    private final ByteBuf request;
    private final EventLoop loop;
    private final SplittableRandom random = new SplittableRandom(42);
    private final ArrayDeque<Connection> free = new ArrayDeque<>();
    private final ArrayDeque<Long> waiting = new ArrayDeque<>();
    private final long countedFrom;
    private final long end;
    private final Samples latencies;
    private final Samples lateness;
    private final CountDownLatch over = new CountDownLatch(1);
    private double due;
    private boolean sent;
    private long refused;
    private long broken;
    private int underWay;

    private Paced(URI target, double rate, int seconds, ByteBuf request, EventLoop loop) {
        this.target = target;
        this.nanosBetween = 1e9 / rate;
        this.request = request;
        this.loop = loop;
        this.due = System.nanoTime() + 1e8;
        this.countedFrom = (long) due + TimeUnit.SECONDS.toNanos(LEAD_SECONDS);
        this.end = countedFrom + TimeUnit.SECONDS.toNanos(seconds);
        int most = (int) (rate * seconds * 1.5) + 1000;
        this.latencies = new Samples(most);
        this.lateness = new Samples(most);
    }

    public static void main(String[] args) throws Exception {
        InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE); // quiet
        URI target = URI.create(args[0]);
        var group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        try {
            var paced = new Paced(
                    target, Double.parseDouble(args[1]), Integer.parseInt(args[3]), request(target), group.next());
            List<Channel> channels = paced.connect(Integer.parseInt(args[2]), ssl(target));
            paced.loop.submit(paced::tick).sync();
            long left = paced.end - System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            paced.over.await(left, TimeUnit.NANOSECONDS);
            paced.loop.submit(paced::say).sync();
            for (Channel channel : channels) {
                channel.close().sync();
            }
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static ByteBuf request(URI target) throws IOException {
        byte[] body = Files.readString(Path.of(System.getenv("BODY"))).strip().getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("POST " + target.getPath() + " HTTP/1.1\r\n");
        head.append("Host: ").append(target.getAuthority()).append("\r\n");
        System.getenv("HEADERS").lines().forEach(line -> head.append(line).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        return Unpooled.unreleasableBuffer(Unpooled.directBuffer()
                .writeBytes(head.toString().getBytes(StandardCharsets.UTF_8))
                .writeBytes(body));
    }

    private static SslContext ssl(URI target) throws SSLException {
        return target.getScheme().equals("http")
                ? null
                : SslContextBuilder.forClient()
                        .sslProvider(SslProvider.OPENSSL)
                        .trustManager(InsecureTrustManagerFactory.INSTANCE)
                        .endpointIdentificationAlgorithm(null)
                        .build();
    }

    private List<Channel> connect(int connections, SslContext ssl) throws InterruptedException {
        var bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        if (ssl != null) {
                            channel.pipeline().addLast(ssl.newHandler(channel.alloc()));
                        }
                        channel.pipeline().addLast(new Connection());
                    }
                });
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            Channel channel =
                    bootstrap.connect(target.getHost(), target.getPort()).sync().channel();
            if (ssl != null) {
                channel.pipeline().get(SslHandler.class).handshakeFuture().sync();
            }
            loop.submit(() -> free.add(channel.pipeline().get(Connection.class)))
                    .sync();
            channels.add(channel);
        }
        due = System.nanoTime();
        return channels;
    }

    /** Sends what is due, and comes back when the next call is. */
    private void tick() {
        long now = System.nanoTime();
        while (due <= now) {
            if (due >= end) {
                sent = true;
                endWhenAnswered();
                return;
            }
            send((long) due, now);
            due -= Math.log(1 - random.nextDouble()) * nanosBetween;
            now = System.nanoTime();
        }
        loop.schedule(this::tick, (long) due - now, TimeUnit.NANOSECONDS);
    }

    private void send(long when, long now) {
        if (when >= countedFrom) {
            lateness.add(now - when);
        }
        Connection connection = free.poll();
        if (connection == null) {
            waiting.add(when);
        } else {
            connection.send(when);
        }
    }

    private void endWhenAnswered() {
        if (sent && underWay == 0 && waiting.isEmpty()) {
            over.countDown();
        }
    }

    private void say() {
        if (!waiting.isEmpty() || underWay > 0) {
            System.err.println("paced: " + (waiting.size() + underWay) + " calls without an answer at the end");
            broken += waiting.size() + underWay;
        }
        System.out.printf(
                "FIGURES %d %d %d %d %d %d %d%n",
                latencies.count,
                refused,
                broken,
                TimeUnit.NANOSECONDS.toMicros(end - countedFrom),
                latencies.micros(0.5),
                latencies.micros(0.99),
                lateness.micros(0.99));
    }

    /** One call at a time: the answer is whole when as many bytes have come as its Content-Length tells. */
    private final class Connection extends SimpleChannelInboundHandler<ByteBuf> {
        private ChannelHandlerContext context;
        private final ByteBuf answer = Unpooled.buffer(4096);
        private long since;

        @Override
        public void handlerAdded(ChannelHandlerContext added) {
            context = added;
        }

        void send(long when) {
            since = when;
            underWay++;
            context.writeAndFlush(request.duplicate(), context.voidPromise());
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ignored, ByteBuf bytes) {
            answer.writeBytes(bytes);
            int end = headEnd();
            if (end < 0 || answer.readableBytes() < end + length(end)) {
                return;
            }
            answered(answer.getByte(9) == '2');
        }

        private int headEnd() {
            for (int i = 3; i < answer.writerIndex(); i++) {
                if (answer.getByte(i) == '\n' && answer.getByte(i - 2) == '\n') {
                    return i + 1;
                }
            }
            return -1;
        }

        private int length(int headEnd) {
            for (int i = 0; i + LENGTH.length < headEnd; i++) {
                if (matches(i)) {
                    int value = 0;
                    for (int at = i + LENGTH.length; answer.getByte(at) != '\r'; at++) {
                        value = value * 10 + answer.getByte(at) - '0';
                    }
                    return value;
                }
            }
            throw new IllegalStateException("an answer without Content-Length");
        }

        private boolean matches(int at) {
            for (int i = 0; i < LENGTH.length; i++) {
                int there = answer.getByte(at + i);
                if ((there >= 'A' && there <= 'Z' ? there + 32 : there) != LENGTH[i]) {
                    return false;
                }
            }
            return true;
        }

        private void answered(boolean success) {
            answer.clear();
            underWay--;
            if (since >= countedFrom) {
                latencies.add(System.nanoTime() - since);
                refused += success ? 0 : 1;
            }
            Long next = waiting.poll();
            if (next == null) {
                free.push(this);
                endWhenAnswered();
            } else {
                send(next);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ignored) {
            broken += System.nanoTime() < end ? 1 : 0;
            free.remove(this);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
            System.err.println("paced: " + cause);
            failed.close();
        }
    }

    /** Nanoseconds, as many as there is room for. */
    private static final class Samples {
        private final long[] values;
        private int count;

        Samples(int most) {
            values = new long[most];
        }

        void add(long value) {
            values[count++] = value;
        }

        long micros(double share) {
            if (count == 0) {
                return 0;
            }
            long[] sorted = Arrays.copyOf(values, count);
            Arrays.sort(sorted);
            return TimeUnit.NANOSECONDS.toMicros(sorted[Math.min(count - 1, (int) Math.ceil(count * share) - 1)]);
        }
    }
}
