// What headers use of Thunder's framework without declaring it, as far as it travels. A header that is found in
// an include directory wins over what stands here. Types that are handled specially are only named.

namespace std {
    template <typename T> class vector;
    template <typename T> class list;
    template <typename T> class set;
    template <typename K, typename T> class map;
    template <typename K, typename T> class unordered_map;
    template <typename T> class basic_string;
}

namespace Core {
    typedef uint32_t hresult;
    struct IUnknown {
        virtual ~IUnknown() = default;
    };
    template <typename T> class OptionalType;
    struct Time {};
    struct MACAddress {};
    struct instance_id {};
    struct UInt24 {};
    struct SInt24 {};
    namespace JSONRPC {
        struct Context {};
    }
}

namespace RPC {
    enum {
        ID_STRINGITERATOR,
        ID_VALUEITERATOR
    };
    template <typename T, uint32_t ID> struct IIteratorType;
    typedef IIteratorType<string, ID_STRINGITERATOR> IStringIterator;
    typedef IIteratorType<uint32_t, ID_VALUEITERATOR> IValueIterator;
}

namespace PluginHost {
    struct IShell : virtual public Core::IUnknown {
        enum state : uint8_t {
            UNAVAILABLE,
            DEACTIVATED,
            ACTIVATED,
            DEACTIVATION /* @end */,
            ACTIVATION,
            PRECONDITION,
            HIBERNATED,
            DESTROYED
        };
        enum class startmode : uint8_t {
            UNAVAILABLE,
            DEACTIVATED,
            ACTIVATED
        };
        enum reason : uint8_t {
            REQUESTED,
            AUTOMATIC,
            FAILURE,
            MEMORY_EXCEEDED,
            STARTUP,
            SHUTDOWN,
            CONDITIONS,
            WATCHDOG_EXPIRED,
            INITIALIZATION_FAILED,
            INSTANTIATION_FAILED
        };
    };
    struct ISubSystem : virtual public Core::IUnknown {
        enum subsystem : uint32_t {
            PLATFORM = 0,
            SECURITY,
            NETWORK,
            IDENTIFIER,
            GRAPHICS,
            INTERNET,
            LOCATION,
            TIME,
            PROVISIONING,
            DECRYPTION,
            WEBSOURCE /* @text WebSource */,
            STREAMING,
            BLUETOOTH,
            CRYPTOGRAPHY,
            INSTALLATION,
            END_LIST /* @end */,
            NEGATIVE_START = 0x80000000,
            NOT_PLATFORM = NEGATIVE_START | PLATFORM /* @text !Platform */,
            NOT_SECURITY /* @text !Security */,
            NOT_NETWORK /* @text !Network */,
            NOT_IDENTIFIER /* @text !Identifier */,
            NOT_GRAPHICS /* @text !Graphics */,
            NOT_INTERNET /* @text !Internet */,
            NOT_LOCATION /* @text !Location */,
            NOT_TIME /* @text !Time */,
            NOT_PROVISIONING /* @text !Provisioning */,
            NOT_DECRYPTION /* @text !Decryption */,
            NOT_WEBSOURCE /* @text !WebSource */,
            NOT_STREAMING /* @text !Streaming */,
            NOT_BLUETOOTH /* @text !Bluetooth */,
            NOT_CRYPTOGRAPHY /* @text !Cryptography */,
            NOT_INSTALLATION /* @text !Installation */
        };
    };
}
