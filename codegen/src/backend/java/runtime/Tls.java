import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Certificates, as PEM. Those of servers are always verified. */
public final class Tls {
  /** The platform's own certificates, and no client's certificate. */
  public static final Tls DEFAULT = new Tls(List.of(), List.of(), null);

  /** Nobody but this process sees the key store that this protects. */
  private static final char[] PASSWORD = new char[0];

  private static final String KEY_START = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";

  private final List<Certificate> trusted;
  private final List<Certificate> chain;
  private final @Nullable PrivateKey key;

  private Tls(List<Certificate> trusted, List<Certificate> chain, @Nullable PrivateKey key) {
    this.trusted = trusted;
    this.chain = chain;
    this.key = key;
  }

  /**
   * Trusts further authorities, beside those of the platform.
   *
   * @param pem one or more certificates
   * @return the same with these
   * @throws InvalidArgument if they cannot be read
   */
  public Tls trusting(String pem) {
    List<Certificate> all = new ArrayList<>(trusted);
    all.addAll(certificates(pem));
    return new Tls(List.copyOf(all), chain, key);
  }

  /**
   * Shows the server a certificate.
   *
   * @param certificates the client's certificate, and perhaps those between it and an authority
   * @param privateKey the key to it, in PKCS #8
   * @return the same with these
   * @throws InvalidArgument if they cannot be read
   */
  public Tls identifiedBy(String certificates, String privateKey) {
    return new Tls(trusted, certificates(certificates), key(privateKey));
  }

  SSLContext context() {
    try {
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      KeyStore own = empty();
      if (key != null) {
        own.setKeyEntry("client", key, PASSWORD, chain.toArray(new Certificate[0]));
      }
      keys.init(own, PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust(), null);
      return context;
    } catch (GeneralSecurityException | IOException error) {
      throw new InvalidArgument("the certificates cannot be used: " + error.getMessage());
    }
  }

  private TrustManager[] trust() throws GeneralSecurityException, IOException {
    KeyStore all = empty();
    int number = 0;
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager platform) {
        for (X509Certificate certificate : platform.getAcceptedIssuers()) {
          all.setCertificateEntry("platform" + number++, certificate);
        }
      }
    }
    for (Certificate certificate : trusted) {
      all.setCertificateEntry("further" + number++, certificate);
    }
    return managers(all);
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, PASSWORD);
    return store;
  }

  private static List<Certificate> certificates(String pem) {
    try {
      byte[] bytes = pem.getBytes(StandardCharsets.UTF_8);
      CertificateFactory factory = CertificateFactory.getInstance("X.509");
      List<Certificate> all =
          List.copyOf(factory.generateCertificates(new ByteArrayInputStream(bytes)));
      if (all.isEmpty()) {
        throw new InvalidArgument("there is no certificate in the PEM text");
      }
      return all;
    } catch (GeneralSecurityException error) {
      throw new InvalidArgument("a certificate cannot be read: " + error.getMessage());
    }
  }

  private static PrivateKey key(String pem) {
    int start = pem.indexOf(KEY_START);
    int end = pem.indexOf(KEY_END);
    if (start < 0 || end < start) {
      throw new InvalidArgument(
          "the key is not in PKCS #8 (\"BEGIN PRIVATE KEY\"); `openssl pkcs8 -topk8 -nodes` makes it so");
    }
    PKCS8EncodedKeySpec encoded;
    try {
      String base64 = pem.substring(start + KEY_START.length(), end);
      encoded = new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64));
    } catch (IllegalArgumentException error) {
      throw new InvalidArgument("the key is not in base64");
    }
    for (String algorithm : List.of("RSA", "EC", "EdDSA")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
      } catch (InvalidKeySpecException another) {
        // It is one of another kind.
      } catch (GeneralSecurityException error) {
        throw new InvalidArgument("the key cannot be read: " + error.getMessage());
      }
    }
    throw new InvalidArgument("the key is of no kind that is known: RSA, EC, EdDSA");
  }

  /** Nothing of the key. */
  @Override
  public String toString() {
    return "Tls[trusted=" + trusted.size() + ", identified=" + (key != null) + "]";
  }
}
